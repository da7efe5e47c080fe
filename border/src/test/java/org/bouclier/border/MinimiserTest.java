package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouclier.border.Minimised.Reason;
import org.bouclier.stix.ObservableId;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leaves in each form, on a case that holds an attacker and his victims. */
class MinimiserTest {

  private static final PseudonymKeys KEYS = keys(1, 2);

  private static final StixObject INDICATOR =
      object(
          "indicator",
          1,
          """
          "pattern": "[email-addr:value = 'caisse@faux-tresor.example']", "pattern_type": "stix",
          "valid_from": "2026-01-29T10:00:00Z", "name": "caisse@faux-tresor.example",
          "description": "Vu par awa.traore@tresor.gouv.ml (+223 70 12 34 56) sur 10.1.2.3, courriel de caisse@faux-tresor.example"
          """);
  private static final StixObject ATTACKER_EMAIL =
      observable("email-addr", "caisse@faux-tresor.example");
  private static final StixObject VICTIM_EMAIL =
      observable("email-addr", "awa.traore@tresor.gouv.ml");
  private static final StixObject OTHER_VICTIM = observable("email-addr", "moussa@tresor.gouv.ml");
  private static final StixObject VICTIM_IP = observable("ipv4-addr", "41.73.100.77");
  private static final StixObject VICTIM_HOST =
      observable("domain-name", "pc-awa.finances.gouv.ml");
  private static final StixObject TRAFFIC =
      StixObject.observable(
          "network-traffic",
          tree -> {
            tree.put("src_ref", VICTIM_IP.id().toString()).put("dst_port", 443);
            tree.putArray("protocols").add("tcp");
          });
  private static final StixObject MESSAGE =
      StixObject.observable(
          "email-message",
          tree -> {
            tree.put("is_multipart", false).put("subject", "Virement urgent");
            tree.put("body", "Bonjour Awa");
            tree.put("from_ref", ATTACKER_EMAIL.id().toString());
            tree.putArray("to_refs")
                .add(VICTIM_EMAIL.id().toString())
                .add(OTHER_VICTIM.id().toString());
          });
  private static final StixObject OBSERVED =
      object(
          "observed-data",
          2,
          """
          "first_observed": "2026-01-29T10:00:00Z", "last_observed": "2026-01-29T10:00:00Z",
          "number_observed": 1, "object_refs": ["%s", "%s", "%s", "%s"]
          """
              .formatted(MESSAGE.id(), TRAFFIC.id(), VICTIM_HOST.id(), VICTIM_IP.id()));
  private static final StixObject PERSON =
      object(
          "identity",
          3,
          """
          "name": "Awa Traoré", "identity_class": "individual", "contact_information": "bureau 12"
          """);

  private static final List<StixObject> CASE =
      List.of(
          INDICATOR,
          ATTACKER_EMAIL,
          VICTIM_EMAIL,
          OTHER_VICTIM,
          VICTIM_IP,
          VICTIM_HOST,
          TRAFFIC,
          MESSAGE,
          OBSERVED,
          PERSON);

  private final Minimiser minimiser = new Minimiser(MinimisingPolicy.STANDARD, KEYS);
  private final Roles roles = Roles.of(CASE);

  @ParameterizedTest
  @EnumSource(names = {"PSEUDONYMISED", "REDACTED"})
  void no_victim_is_left_and_the_attacker_is(Form form) {
    var minimised = minimise(CASE, form);
    var text = text(minimised);

    assertThat(minimised.withheld()).isEmpty();
    assertThat(text)
        .doesNotContain(
            "awa", "Awa", "moussa", "tresor.gouv.ml", "70 12", "10.1.2.3", "41.73.100.77")
        .contains("[email-addr:value = 'caisse@faux-tresor.example']")
        .contains("courriel de caisse@faux-tresor.example");
    assertThat(minimised.objects()).contains(ATTACKER_EMAIL);
    for (var person : List.of(VICTIM_EMAIL, OTHER_VICTIM, VICTIM_IP, TRAFFIC, MESSAGE)) {
      assertThat(text)
          .as("an identifier is a hash of what it was")
          .doesNotContain(person.id().toString());
    }
    assertThat(minimised.counts())
        .containsEntry(MinimisingRule.EMAIL_ADDRESS, 2)
        .containsEntry(MinimisingRule.TEXT_EMAIL, 1)
        .containsEntry(MinimisingRule.TEXT_PHONE, 1)
        .containsEntry(MinimisingRule.TEXT_PRIVATE_ADDRESS, 1)
        .containsEntry(MinimisingRule.ADDRESS, 1)
        .containsEntry(MinimisingRule.HOST, 1)
        .containsEntry(MinimisingRule.MESSAGE, 1)
        .containsEntry(MinimisingRule.PERSON, 2);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void references_still_point_at_what_left_with_them(Form form) {
    var objects = minimise(CASE, form).objects();
    var ids = objects.stream().map(StixObject::id).collect(Collectors.toSet());

    for (var object : objects) {
      assertThat(ids).as(object.toString()).containsAll(object.references());
    }
  }

  @Test
  void pseudonyms_tell_persons_apart_and_are_those_of_the_sister_states() {
    var ours = minimise(CASE, Form.PSEUDONYMISED);
    var theirs =
        new Minimiser(MinimisingPolicy.STANDARD, keys(1, 9))
            .minimise(
                List.of(VICTIM_EMAIL),
                Form.PSEUDONYMISED,
                Roles.unknown(),
                id -> false,
                id -> true);
    var emails = ours.objects().stream().filter(o -> o.type().equals("email-addr")).toList();

    assertThat(emails).hasSize(3).containsAll(theirs.objects());
    assertThat(text(ours)).contains("[courriel " + local(theirs.objects().getFirst()) + "]");
  }

  @Test
  void redacted_persons_are_one_and_the_same() {
    var minimised = minimise(CASE, Form.REDACTED);
    var masked =
        minimised.objects().stream()
            .filter(o -> o.text("value").orElse("").equals("masque@masque.invalid"))
            .toList();
    var message = only(minimised, "email-message");

    assertThat(masked)
        .singleElement()
        .satisfies(one -> assertThat(ObservableId.of(one.json())).contains(one.id()));
    assertThat(message.texts("to_refs")).containsExactly(masked.getFirst().id().toString());
    assertThat(only(minimised, "ipv4-addr").text("value")).contains("41.73.100.0/24");
    assertThat(minimised.objects().stream().filter(o -> o.type().equals("domain-name")))
        .singleElement()
        .satisfies(host -> assertThat(host.text("value")).contains("masque.finances.gouv.ml"));
  }

  @Test
  void whole_is_whole() {
    var minimised = minimise(CASE, Form.WHOLE);

    assertThat(minimised.objects()).isEqualTo(CASE);
    assertThat(minimised.counts()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void the_same_case_gives_the_same_bytes_and_what_left_is_clean(Form form) {
    var once = minimise(CASE, form);

    assertThat(text(minimise(CASE, form))).isEqualTo(text(once));
    if (form != Form.WHOLE) {
      for (var object : once.objects()) {
        assertThat(Classifier.classify(object, roles)).as(object.canonicalJson()).isEmpty();
      }
    }
  }

  @Test
  void an_object_is_classified_by_what_would_be_taken_out_of_it() {
    assertThat(Classifier.classify(INDICATOR, roles))
        .containsExactlyInAnyOrder(DataClass.DIRECT_PERSONAL, DataClass.INDIRECT_PERSONAL);
    assertThat(Classifier.classify(ATTACKER_EMAIL, roles)).isEmpty();
    assertThat(Classifier.classify(ATTACKER_EMAIL, Roles.unknown()))
        .containsExactly(DataClass.DIRECT_PERSONAL);
    assertThat(Classifier.classify(VICTIM_IP, roles)).containsExactly(DataClass.INDIRECT_PERSONAL);
    assertThat(Classifier.classify(PERSON, roles)).containsExactly(DataClass.DIRECT_PERSONAL);
    var sensitive = INDICATOR.edit(tree -> tree.putArray("labels").add("données-sensibles"));
    assertThat(Classifier.classify(sensitive, roles)).contains(DataClass.SENSITIVE);
    assertThat(minimise(List.of(sensitive), Form.REDACTED).withheld())
        .singleElement()
        .satisfies(withheld -> assertThat(withheld.reason()).isEqualTo(Reason.NOT_CLEAN));
  }

  @Test
  void a_property_under_a_stricter_marking_is_dropped_and_the_object_stays() {
    var marked =
        INDICATOR.edit(tree -> {
          tree.putArray("external_references")
              .addObject()
              .put("source_name", "a")
              .put("url", "https://a.example");
          tree.withArray("external_references")
              .addObject()
              .put("source_name", "b")
              .put("url", "https://b.example");
          var markings = tree.putArray("granular_markings");
          markings
              .addObject()
              .put("marking_ref", Tlp.RED.markingId().toString())
              .putArray("selectors")
              .add("description")
              .add("external_references.[0]");
          markings
              .addObject()
              .put("marking_ref", Tlp.GREEN.markingId().toString())
              .putArray("selectors")
              .add("external_references.[1].url")
              .add("description");
        });

    var minimised =
        minimiser.minimise(
            List.of(marked), Form.WHOLE, roles, id -> true, id -> !id.equals(Tlp.RED.markingId()));

    assertThat(minimised.counts()).containsExactly(Map.entry(MinimisingRule.MARKED_PROPERTY, 2));
    assertThat(minimised.objects())
        .singleElement()
        .satisfies(left -> {
          assertThat(left.text("description")).isEmpty();
          assertThat(left.externalReferences()).extracting("sourceName").containsExactly("b");
          assertThat(left.granularMarkings())
              .singleElement()
              .satisfies(marking ->
                  assertThat(marking.selectors())
                      .as("the item moved: the whole list is under its marking")
                      .hasToString("[external_references]"));
        });
  }

  @Test
  void an_object_that_needs_the_dropped_property_is_withheld() {
    var marked =
        INDICATOR.edit(tree ->
            tree.putArray("granular_markings")
                .addObject()
                .put("marking_ref", Tlp.RED.markingId().toString())
                .putArray("selectors")
                .add("pattern"));

    var minimised = minimiser.minimise(List.of(marked), Form.WHOLE, roles, id -> true, id -> false);

    assertThat(minimised.objects()).isEmpty();
    assertThat(minimised.withheld())
        .singleElement()
        .satisfies(withheld -> assertThat(withheld.reason()).isEqualTo(Reason.NO_LONGER_VALID));
  }

  @Test
  void a_reference_to_what_may_not_leave_is_opaque_and_always_the_same() {
    var author = StixId.parse("identity--00000000-0000-4000-8000-0000000000aa");
    var signed = INDICATOR.edit(tree -> tree.put("created_by_ref", author.toString()));

    var kept =
        minimiser.minimise(
            List.of(signed), Form.WHOLE, roles, Set.of(author)::contains, id -> true);
    var hidden = minimiser.minimise(List.of(signed), Form.WHOLE, roles, id -> false, id -> true);

    assertThat(kept.objects()).containsExactly(signed);
    assertThat(hidden.counts()).containsEntry(MinimisingRule.REFERENCE, 1);
    var opaque = hidden.objects().getFirst().createdBy().orElseThrow();
    assertThat(opaque.type()).isEqualTo("identity");
    assertThat(opaque).isNotEqualTo(author);
    assertThat(
            minimiser
                .minimise(List.of(signed), Form.WHOLE, roles, id -> false, id -> true)
                .objects())
        .isEqualTo(hidden.objects());
  }

  @Test
  void a_reference_to_a_person_that_left_before_is_opaque_all_the_same() {
    var minimised =
        minimiser.minimise(List.of(MESSAGE), Form.PSEUDONYMISED, roles, id -> true, id -> true);
    var before = minimise(List.of(VICTIM_EMAIL), Form.PSEUDONYMISED);

    assertThat(text(minimised)).doesNotContain(VICTIM_EMAIL.id().toString());
    assertThat(minimised.objects().getFirst().references())
        .contains(before.objects().getFirst().id(), ATTACKER_EMAIL.id());
  }

  @Test
  void the_strict_policy_drops_texts_and_keeps_personal_indicators_at_home() {
    var strict = new Minimiser(MinimisingPolicy.STRICT, KEYS);
    var domain =
        object(
            "indicator",
            7,
            """
            "pattern": "[domain-name:value = 'faux-tresor.example']", "pattern_type": "stix",
            "valid_from": "2026-01-29T10:00:00Z", "description": "texte"
            """);

    var minimised =
        strict.minimise(List.of(INDICATOR, domain), Form.REDACTED, roles, id -> false, id -> true);

    assertThat(minimised.withheld())
        .singleElement()
        .satisfies(withheld -> assertThat(withheld.reason()).isEqualTo(Reason.PERSONAL_INDICATOR));
    assertThat(minimised.objects())
        .singleElement()
        .satisfies(left -> assertThat(left.text("description")).isEmpty());
  }

  @Test
  void accounts_urls_requests_and_places_lose_what_leads_to_a_person() {
    var account =
        StixObject.observable(
            "user-account",
            tree ->
                tree.put("account_type", "unix")
                    .put("user_id", "1001")
                    .put("account_login", "awa")
                    .put("display_name", "Awa"));
    var url = observable("url", "https://awa:secret@portail.gouv.ml/compte?nom=traore#x");
    var mac = observable("mac-addr", "d2:fb:49:24:37:18");
    var place =
        object("location", 8, "\"country\": \"ML\", \"latitude\": 12.65, \"longitude\": -8.0");
    var traffic =
        StixObject.observable(
            "network-traffic",
            tree -> {
              tree.putArray("protocols").add("http");
              tree.put("dst_port", 80);
              var request = tree.putObject("extensions").putObject("http-request-ext");
              request.put("request_method", "get").put("request_value", "/a?jeton=1");
              request.putObject("request_header").put("Cookie", "s=1").put("User-Agent", "x");
            });

    var minimised = minimise(List.of(account, url, mac, place, traffic), Form.REDACTED);

    assertThat(minimised.withheld()).isEmpty();
    assertThat(only(minimised, "user-account").json().propertyNames())
        .containsExactlyInAnyOrder("type", "spec_version", "id", "account_type", "account_login");
    assertThat(only(minimised, "url").text("value")).contains("https://portail.gouv.ml/compte");
    assertThat(only(minimised, "mac-addr").text("value")).contains("d2:fb:49:00:00:00");
    assertThat(only(minimised, "location").json().has("latitude")).isFalse();
    assertThat(text(minimised)).doesNotContain("Cookie", "jeton").contains("User-Agent");
  }

  @Test
  void a_raw_file_leaves_whole_or_not_at_all() {
    var artifact = StixObject.observable("artifact", tree -> tree.put("payload_bin", "QUJD"));

    assertThat(minimise(List.of(artifact), Form.WHOLE).objects()).containsExactly(artifact);
    assertThat(minimise(List.of(artifact), Form.REDACTED).withheld())
        .singleElement()
        .satisfies(withheld -> assertThat(withheld.reason()).isEqualTo(Reason.NOTHING_LEFT));
    assertThat(Classifier.classify(artifact, Roles.unknown())).contains(DataClass.DIRECT_PERSONAL);
  }

  private Minimised minimise(List<StixObject> objects, Form form) {
    return minimiser.minimise(objects, form, roles, id -> false, id -> true);
  }

  private static StixObject only(Minimised minimised, String type) {
    return minimised.objects().stream()
        .filter(object -> object.type().equals(type))
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(),
                found -> {
                  assertThat(found).as(type).hasSize(1);
                  return found.getFirst();
                }));
  }

  private static String local(StixObject email) {
    return email.text("value").map(value -> value.substring(0, value.indexOf('@'))).orElseThrow();
  }

  private static String text(Minimised minimised) {
    return minimised.objects().stream()
        .map((Function<StixObject, String>) StixObject::canonicalJson)
        .collect(Collectors.joining("\n"));
  }

  private static StixObject observable(String type, String value) {
    return StixObject.observable(type, tree -> tree.put("value", value));
  }

  private static StixObject object(String type, int number, String properties) {
    return StixObject.parse(
        """
        {"type": "%s", "spec_version": "2.1", "id": "%s--00000000-0000-4000-8000-00000000000%d",
         "created": "%s", "modified": "%<s", %s}
        """
            .formatted(
                type,
                type,
                number,
                StixTime.format(StixTime.parse("2026-01-29T10:00:00Z")),
                properties));
  }

  private static PseudonymKeys keys(int shared, int own) {
    var one = new byte[32];
    one[0] = (byte) shared;
    var other = new byte[32];
    other[0] = (byte) own;
    return new PseudonymKeys(one, other);
  }
}
