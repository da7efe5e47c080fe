package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouclier.border.Decision.Allowed;
import org.bouclier.border.Decision.Reason;
import org.bouclier.border.Decision.Refused;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard rules on the cases that people will meet. */
class CedarBorderTest {

  private static final Destination TO_BURKINA = Destination.member("BF");

  private static final Border ML = standard("ML");

  private final Border border = ML;

  @Test
  void an_amber_indicator_of_ours_goes_whole_to_a_member_with_its_obligations() {
    var decision = decide("indicator", Tlp.AMBER, Set.of(), Origin.ours(Tlp.AMBER), TO_BURKINA);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.form()).isEqualTo(Form.WHOLE);
              assertThat(ids(allowed)).containsExactly("tlp-ambre");
              assertThat(allowed.obligations())
                  .containsExactlyInAnyOrder(Obligation.KEEP_MARKINGS, Obligation.NEED_TO_KNOW);
            });
  }

  @Test
  void red_needs_named_recipients_and_the_refusal_says_so() {
    var decision = decide("indicator", Tlp.RED, Set.of(), Origin.ours(Tlp.RED), TO_BURKINA);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
              assertThat(refused.determining())
                  .extracting(Rule::id)
                  .containsExactly("tlp-rouge", CedarBorder.DEFAULT_DENY.id());
              assertThat(refused.nearest())
                  .containsExactly(
                      new Change(
                          "public visé",
                          Audience.MEMBERS.label(),
                          Audience.NAMED_RECIPIENTS.label()));
            });
  }

  @Test
  void what_a_sister_state_marked_amber_goes_no_further_than_those_we_protect() {
    var received = Origin.received("NE", Tlp.AMBER);
    var ministry = new Destination("ML", Territory.HOME, Audience.NAMED_ORGANISATIONS);

    assertThat(decide("indicator", Tlp.AMBER, Set.of(), received, TO_BURKINA))
        .isInstanceOf(Refused.class);
    assertThat(decide("indicator", Tlp.AMBER, Set.of(), received, ministry))
        .isInstanceOf(Allowed.class);
    assertThat(decide("sighting", Tlp.AMBER, Set.of(), received, Destination.member("NE")))
        .as("back to its source")
        .isInstanceOf(Allowed.class);
  }

  @Test
  void a_relay_that_lowered_the_level_is_refused_and_told_to_put_it_back() {
    var decision =
        decide("indicator", Tlp.CLEAR, Set.of(), Origin.received("NE", Tlp.GREEN), TO_BURKINA);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(ids(refused)).containsExactly("source-seule-abaisse");
              assertThat(refused.nearest())
                  .containsExactly(new Change("marquage TLP", "TLP:CLEAR", "TLP:GREEN"));
            });
  }

  @Test
  void a_victims_address_leaves_as_a_pseudonym_until_the_authority_allows_more() {
    var indirect = Set.of(DataClass.INDIRECT_PERSONAL);
    var ours = Origin.ours(Tlp.GREEN);

    assertThat(decide("observed-data", Tlp.GREEN, indirect, ours, TO_BURKINA))
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.form()).isEqualTo(Form.PSEUDONYMISED);
              assertThat(ids(allowed)).containsExactly("tlp-vert", "transfert-autorisation");
              assertThat(allowed.determining().getLast().status())
                  .isEqualTo(Rule.Status.NOT_ESTABLISHED);
              assertThat(allowed.obligations())
                  .contains(Obligation.ERASE_ON_ORDER, Obligation.NO_REIDENTIFICATION);
            });
    assertThat(
            border.decide(
                new Request(
                    "observed-data",
                    Tlp.GREEN,
                    Pap.CLEAR,
                    indirect,
                    ours,
                    TO_BURKINA,
                    Purpose.CYBER_DEFENCE,
                    true)))
        .isInstanceOfSatisfying(
            Allowed.class, allowed -> assertThat(allowed.form()).isEqualTo(Form.WHOLE));
  }

  @Test
  void an_e_mail_of_a_victim_is_redacted_for_the_public_and_never_whole() {
    var request =
        new Request(
            "report",
            Tlp.CLEAR,
            Pap.CLEAR,
            EnumSet.of(DataClass.DIRECT_PERSONAL, DataClass.INDIRECT_PERSONAL),
            Origin.ours(Tlp.CLEAR),
            Destination.toPublic(),
            Purpose.PUBLIC_WARNING,
            true);

    assertThat(border.decide(request))
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.form()).isEqualTo(Form.REDACTED);
              assertThat(ids(allowed)).contains("donnees-directes", "pseudonymes-finalite");
            });
  }

  @Test
  void sensitive_data_never_leave_and_only_burkina_has_an_article_to_name() {
    var request =
        new Request(
            "report",
            Tlp.CLEAR,
            Pap.CLEAR,
            Set.of(DataClass.SENSITIVE),
            Origin.ours(Tlp.CLEAR),
            TO_BURKINA,
            Purpose.INCIDENT_RESPONSE,
            true);

    assertThat(standard("BF").decide(request).determining())
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.article()).isEqualTo("5");
          assertThat(rule.status()).isEqualTo(Rule.Status.INTERNAL_POLICY);
        });
    assertThat(border.decide(request).determining())
        .singleElement()
        .satisfies(rule -> assertThat(rule.article()).isEmpty());
    assertThat(border.decide(request))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.nearest())
                    .containsExactly(
                        new Change("contenu", "avec données sensibles", "sans données sensibles")));
  }

  @Test
  void a_pap_amber_indicator_is_shared_but_not_for_blocking() {
    var blocking =
        new Request(
            "indicator",
            Tlp.GREEN,
            Pap.AMBER,
            Set.of(),
            Origin.received("NE", Tlp.GREEN),
            TO_BURKINA,
            Purpose.BLOCKING,
            false);

    assertThat(border.decide(blocking))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(ids(refused)).containsExactly("pap-blocage");
              assertThat(refused.nearest())
                  .as("not ours: its PAP cannot be lowered, but another purpose is possible")
                  .containsExactly(
                      new Change(
                          "finalité", Purpose.BLOCKING.label(), Purpose.CYBER_DEFENCE.label()));
            });
  }

  @Test
  void a_bundle_takes_the_strictest_of_each_and_one_red_object_stops_it() {
    var clear = request("indicator", Tlp.CLEAR, Set.of(), Origin.ours(Tlp.CLEAR), TO_BURKINA);
    var red =
        request(
            "observed-data",
            Tlp.RED,
            Set.of(DataClass.INDIRECT_PERSONAL),
            Origin.received("NE", Tlp.RED),
            TO_BURKINA);

    var bundle = Request.ofBundle(List.of(clear, red));

    assertThat(bundle.tlp()).isEqualTo(Tlp.RED);
    assertThat(bundle.dataClasses()).containsExactly(DataClass.INDIRECT_PERSONAL);
    assertThat(bundle.origin().source()).contains("NE");
    assertThat(border.decide(clear)).isInstanceOf(Allowed.class);
    assertThat(border.decide(bundle)).isInstanceOf(Refused.class);
  }

  @Test
  void a_fault_and_a_missing_question_are_refusals() {
    Border broken = GuardedBorder.closed(); // over one that has no policy, and throws
    var request = request("indicator", Tlp.CLEAR, Set.of(), Origin.ours(Tlp.CLEAR), TO_BURKINA);

    assertThat(broken.decide(request))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.FAILURE));
    assertThat(new GuardedBorder(border).decide(null)).isInstanceOf(Refused.class);
  }

  @Test
  void without_rules_nothing_leaves() {
    var request = request("indicator", Tlp.CLEAR, Set.of(), Origin.ours(Tlp.CLEAR), TO_BURKINA);

    assertThat(CedarBorder.of("// rien").decide(request))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.nearest()).isEmpty());
  }

  @Test
  void the_policy_hash_changes_with_any_word_of_any_rule() {
    var text = StandardPolicy.textOf("ML");
    var hashes = new HashSet<String>();
    hashes.add(CedarBorder.of(text).policyHash());
    hashes.add(CedarBorder.of(text + "\n").policyHash());
    hashes.add(
        CedarBorder.of(text.replace("diffusion est libre", "diffusion est permise")).policyHash());
    hashes.add(CedarBorder.of(text.replace("forbid", "permit")).policyHash());

    assertThat(hashes).hasSize(4);
    assertThat(standard("BF").policyHash()).isNotEqualTo(border.policyHash());
    assertThat(standard("ML").policyHash()).isEqualTo(border.policyHash());
    assertThat(border.policyHash()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML", "BF", "NE", "XX"})
  void rules_read_as_french_and_claim_nothing_that_was_not_verified(String state) {
    var rules = standard(state).rules();

    assertThat(rules).extracting(Rule::id).doesNotHaveDuplicates();
    for (var rule : rules) {
      assertThat(rule.id()).matches("[a-z0-9-]+");
      assertThat(rule.text())
          .endsWith(".")
          .doesNotContainPattern(" [:;?!»]|« ")
          .hasSizeLessThan(160);
      assertThat(rule.status()).as(rule.id()).isNotEqualTo(Rule.Status.VERIFIED);
      if (!rule.article().isEmpty()) {
        assertThat(rule.law()).contains("001-2021/AN");
      }
    }
    assertThat(rules.stream().filter(rule -> rule.status() == Rule.Status.NOT_ESTABLISHED))
        .hasSize(state.equals("XX") ? 0 : 1);
  }

  private static Border standard(String state) {
    return new GuardedBorder(CedarBorder.of(StandardPolicy.textOf(state)));
  }

  private Decision decide(
      String type, Tlp tlp, Set<DataClass> classes, Origin origin, Destination destination) {
    return border.decide(request(type, tlp, classes, origin, destination));
  }

  private static Request request(
      String type, Tlp tlp, Set<DataClass> classes, Origin origin, Destination destination) {
    return new Request(
        type, tlp, Pap.CLEAR, classes, origin, destination, Purpose.CYBER_DEFENCE, false);
  }

  private static List<String> ids(Decision decision) {
    return decision.determining().stream().map(Rule::id).toList();
  }
}
