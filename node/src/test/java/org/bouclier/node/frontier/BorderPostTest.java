package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bouclier.node.frontier.Exchanged.indicator;
import static org.bouclier.node.frontier.Exchanged.leaves;
import static org.bouclier.node.frontier.Exchanged.parcelOf;
import static org.bouclier.node.frontier.Exchanged.proposal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.bouclier.border.AttributeValues;
import org.bouclier.border.Audience;
import org.bouclier.border.Border;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.GuardedBorder;
import org.bouclier.border.Minimiser;
import org.bouclier.border.MinimisingPolicy;
import org.bouclier.border.Origin;
import org.bouclier.border.PseudonymKeys;
import org.bouclier.border.Purpose;
import org.bouclier.border.StandardPolicy;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** The border at work, with the real rules, ledger and database. */
class BorderPostTest {

  private static final Border BORDER =
      new GuardedBorder(CedarBorder.of(StandardPolicy.textOf("ML")));
  private static final StateCode ML = new StateCode("ML");
  private static final StateCode BF = new StateCode("BF");
  private static final StateCode NE = new StateCode("NE");
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

  private final DataSource database = TestPostgres.freshDatabase();
  private final JdbcClient client = JdbcClient.create(database);
  private final FrontierSql sql = new FrontierSql(client);
  private final SealIdentity burkina = SealIdentity.generate(new SecureRandom());
  private final SealIdentity niger = SealIdentity.generate(new SecureRandom());
  private final Map<StateCode, String> authorised = new HashMap<>();
  private final List<Object> events = new ArrayList<>();
  private final List<PeerDirectory.Recipient> recipients =
      new ArrayList<>(
          List.of(
              new PeerDirectory.Recipient(BF, burkina.recipient()),
              new PeerDirectory.Recipient(NE, niger.recipient())));
  private Consumer<Object> onEvent = events::add;
  private ExportLog log;
  private BorderPost post;

  private JdbcTransactionManager manager = new JdbcTransactionManager(database);

  @TempDir Path directory;

  @BeforeEach
  void open() throws IOException {
    var keys = NodeKeys.open(directory.resolve("keys"), ML, new SecureRandom());
    log = ExportLog.open(directory.resolve("ledger"), keys);
    post = newPost();
  }

  private BorderPost newPost() {
    return new BorderPost(
        ML,
        () -> BORDER,
        (destination, purpose, at) -> Optional.ofNullable(authorised.get(destination)),
        new Minimiser(MinimisingPolicy.STANDARD, new PseudonymKeys(new byte[32], new byte[32])),
        () -> List.copyOf(recipients),
        log,
        sql,
        new TransactionTemplate(manager),
        event -> onEvent.accept(event),
        new SecureRandom(),
        Clock.fixed(NOW, ZoneOffset.UTC),
        () -> {});
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    ((AutoCloseable) database).close();
  }

  @Test
  void what_may_leave_is_sealed_once_to_all_who_may_have_it_and_written_for_each()
      throws Exception {
    var green = indicator("caisse-fictive.example", Tlp.GREEN);

    var crossings = post.export(proposal("k1", Set.of(BF, NE), green));

    assertThat(crossings)
        .extracting(Crossing::destination, Crossing::verdict, Crossing::index, Crossing::form)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(BF, Crossing.Verdict.CROSSED, 0L, "intégrale"),
            org.assertj.core.groups.Tuple.tuple(NE, Crossing.Verdict.CROSSED, 0L, "intégrale"));
    assertThat(crossings)
        .allSatisfy(crossing -> {
          assertThat(crossing.objects()).containsExactly(green.id());
          assertThat(crossing.reasons()).anyMatch(reason -> reason.contains("TLP:GREEN"));
        });
    var leaf = leaves(log).getFirst();
    assertThat(leaf.type()).isEqualTo(Leaf.EXPORT);
    assertThat(leaf.dest()).containsExactly("BF", "NE");
    assertThat(leaf.policy().hex()).isEqualTo(BORDER.policyHash());
    for (var identity : List.of(burkina, niger)) {
      var parcel = parcelOf(log, identity, leaf);
      assertThat(parcel.from()).isEqualTo(ML);
      assertThat(parcel.to()).containsExactly(BF, NE);
      assertThat(parcel.kind()).isEqualTo("indicators");
      assertThat(new String(parcel.content(), UTF_8)).contains(green.canonicalJson());
    }
    assertThat(events).containsExactly(new Exported("k1", 0, Set.of(BF, NE)));
    assertThat(post.sentTo(BF)).isEqualTo(1);
    assertThat(newPost().sentTo(NE)).isEqualTo(1);
  }

  @Test
  void a_refusal_is_a_leaf_and_a_line_that_says_what_would_have_let_it_leave() throws Exception {
    var red = indicator("tresor-faux.example", Tlp.RED);

    var crossings = post.export(proposal("k2", Set.of(BF), red));

    assertThat(crossings).hasSize(1);
    assertThat(crossings.getFirst().verdict()).isEqualTo(Crossing.Verdict.REFUSED);
    var leaf = leaves(log).getFirst();
    assertThat(leaf.type()).isEqualTo(Leaf.REFUSAL);
    assertThat(leaf.ciphertext()).isNull();
    var entry = sql.entry(crossings.getFirst().id()).orElseThrow();
    assertThat(entry.ruling().rules()).isNotEmpty();
    assertThat(entry.ruling().nearest()).isNotEmpty();
    assertThat(entry.line().code()).startsWith("frontiere.");
    assertThat(entry.saltKept()).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void named_recipients_may_have_what_the_community_may_not() {
    var red = indicator("tresor-faux.example", Tlp.RED);
    var named =
        new Proposal(
            "k3",
            "indicators",
            List.of(red),
            Purpose.INCIDENT_RESPONSE,
            Set.of(BF),
            Audience.NAMED_RECIPIENTS,
            Map.of());

    assertThat(post.export(named))
        .extracting(Crossing::verdict)
        .containsExactly(Crossing.Verdict.CROSSED);
  }

  @Test
  void what_came_from_another_state_goes_no_further_than_its_source_allowed() {
    var amber = indicator("relais.example", Tlp.AMBER);
    var received =
        new Proposal(
            "k4",
            "indicators",
            List.of(amber),
            Purpose.CYBER_DEFENCE,
            Set.of(BF, NE),
            Audience.MEMBERS,
            Map.of(amber.id(), Origin.received("NE", Tlp.AMBER)));

    assertThat(post.export(received))
        .extracting(Crossing::destination, Crossing::verdict)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(BF, Crossing.Verdict.REFUSED),
            org.assertj.core.groups.Tuple.tuple(NE, Crossing.Verdict.CROSSED));
  }

  @Test
  void objects_that_share_a_decision_travel_together_and_the_others_apart() throws Exception {
    var crossings =
        post.export(
            proposal(
                "k5",
                Set.of(BF),
                indicator("a.example", Tlp.GREEN),
                indicator("b.example", Tlp.GREEN),
                indicator("c.example", Tlp.CLEAR),
                indicator("d.example", Tlp.RED)));

    assertThat(crossings)
        .extracting(Crossing::verdict, crossing -> crossing.objects().size())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Crossing.Verdict.CROSSED, 2),
            org.assertj.core.groups.Tuple.tuple(Crossing.Verdict.CROSSED, 1),
            org.assertj.core.groups.Tuple.tuple(Crossing.Verdict.REFUSED, 1));
    assertThat(leaves(log)).hasSize(3);
  }

  @Test
  void an_object_that_nobody_marked_does_not_leave() {
    var unmarked =
        indicator("muet.example", Tlp.CLEAR).edit(tree -> tree.remove("object_marking_refs"));

    assertThat(post.export(proposal("k6", Set.of(BF), unmarked)))
        .extracting(Crossing::verdict)
        .containsExactly(Crossing.Verdict.REFUSED);
  }

  @Test
  void a_state_that_is_no_peer_is_a_refusal_with_its_reason() {
    recipients.removeLast();

    var crossings = post.export(proposal("k7", Set.of(BF, NE), indicator("a.example", Tlp.GREEN)));

    assertThat(crossings)
        .extracting(Crossing::destination, Crossing::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(BF, Crossing.Verdict.CROSSED),
            org.assertj.core.groups.Tuple.tuple(NE, Crossing.Verdict.REFUSED));
    assertThat(sql.entry(crossings.getLast().id()).orElseThrow().line().code())
        .isEqualTo("frontiere.sans-cle");
  }

  @Test
  void a_person_in_the_text_does_not_leave_readable() throws Exception {
    var witness =
        indicator("piege.example", Tlp.GREEN)
            .edit(tree -> tree.put("description", "Signalé par awa.traore@tresor.gouv.ml"));

    var crossings = post.export(proposal("k8", Set.of(BF), witness));

    assertThat(crossings.getFirst().verdict()).isEqualTo(Crossing.Verdict.CROSSED);
    assertThat(crossings.getFirst().form()).isNotEqualTo("intégrale");
    var content = new String(parcelOf(log, burkina, leaves(log).getFirst()).content(), UTF_8);
    assertThat(content).contains("piege.example").doesNotContain("awa.traore");
    var entry = sql.entry(crossings.getFirst().id()).orElseThrow();
    assertThat(entry.ruling().minimised())
        .extracting(Ruling.Taken::label)
        .contains("adresse de courriel dans un texte");
  }

  @Test
  void the_same_key_publishes_once() throws Exception {
    var proposal = proposal("k9", Set.of(BF), indicator("a.example", Tlp.GREEN));

    var first = post.export(proposal);
    var second = post.export(proposal);

    assertThat(second).isEqualTo(first);
    assertThat(leaves(log)).hasSize(1);
    assertThat(events).hasSize(1);
  }

  @Test
  void killed_between_the_ledger_and_the_register_it_is_neither_lost_nor_doubled()
      throws Exception {
    var proposal =
        proposal(
            "k10", Set.of(BF), indicator("a.example", Tlp.GREEN), indicator("d.example", Tlp.RED));
    // The transaction that would write the index dies: the leaves are in the ledger, the register
    // does not know.
    onEvent =
        _ -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> post.export(proposal)).hasMessage("killed");
    assertThat(leaves(log)).hasSize(2);
    assertThat(sql.unfinished()).containsExactly("k10");
    TestExports.append(log, "another's leaf".getBytes(UTF_8)); // time went on before the restart

    onEvent = events::add;
    var afterRestart = newPost();
    assertThat(afterRestart.finishPrepared()).isEqualTo(1);

    var crossings = afterRestart.export(proposal);
    assertThat(crossings).extracting(Crossing::index).containsExactly(0L, 1L);
    assertThat(log.checkpoint().size()).isEqualTo(3);
    assertThat(events).containsExactly(new Exported("k10", 0, Set.of(BF)));
    assertThat(sql.unfinished()).isEmpty();
  }

  @Test
  void killed_before_the_ledger_it_is_entered_at_the_restart() throws Exception {
    var proposal = proposal("k11", Set.of(BF), indicator("a.example", Tlp.GREEN));
    post.export(proposal("k0", Set.of(BF), indicator("z.example", Tlp.GREEN)));
    log.close(); // appending fails: what was prepared stays prepared
    assertThatThrownBy(() -> post.export(proposal)).isInstanceOf(IllegalStateException.class);
    assertThat(sql.unfinished()).containsExactly("k11");

    open();
    assertThat(post.finishPrepared()).isEqualTo(1);

    assertThat(leaves(log)).hasSize(2);
    assertThat(post.export(proposal)).extracting(Crossing::index).containsExactly(1L);
  }

  @Test
  void when_only_the_answer_of_the_commit_is_lost_the_object_is_still_there_to_be_read()
      throws Exception {
    manager = new Forgetful(database);
    var proposal = proposal("k12", Set.of(BF), indicator("a.example", Tlp.GREEN));
    assertThatThrownBy(() -> newPost().export(proposal)).hasMessage("connection lost");
    assertThat(sql.unfinished()).containsExactly("k12");

    assertThat(post.finishPrepared()).isEqualTo(1);
    assertThat(post.sweepOrphans()).isZero();

    assertThat(parcelOf(log, burkina, leaves(log).getFirst()).kind()).isEqualTo("indicators");
  }

  /** Commits, and does not come back to say so. */
  private static final class Forgetful extends JdbcTransactionManager {

    private static final long serialVersionUID = 1;

    Forgetful(DataSource database) {
      super(database);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
      super.doCommit(status);
      throw new TransactionSystemException("connection lost");
    }
  }

  @Test
  void a_sealed_object_that_nothing_names_is_swept_and_no_other() throws Exception {
    post.export(proposal("k13", Set.of(BF), indicator("a.example", Tlp.GREEN)));
    var announced =
        TestExports.seal(
            "ML", List.of("BF"), List.of(burkina.recipient()), "indicators", new byte[] {1});
    TestExports.publish(log, announced); // in the ledger, and not in a database that was put back
    var orphan = log.store(out -> out.write("sealed for nothing".getBytes(UTF_8))).sha256();
    assertThat(log.objects()).hasSize(3).contains(orphan);

    assertThat(post.sweepOrphans()).isEqualTo(1);

    assertThat(log.objects()).hasSize(2).doesNotContain(orphan);
  }

  @Test
  void the_leaf_tells_nothing_and_its_proof_verifies() throws Exception {
    post.export(proposal("k12", Set.of(BF), indicator("secret.example", Tlp.GREEN)));

    var head = log.checkpoint();
    var entry = log.reader().entries(head, 0, 1).getFirst();
    assertThat(new String(entry, UTF_8)).doesNotContain("secret").doesNotContain("indicator");
    assertThat(entry.length).isLessThanOrEqualTo(Leaf.MAX_BYTES).isLessThan(Tile.MAX_ENTRY_BYTES);
    var opened = log.prove(0).verify(entry, log.reader().log());
    assertThat(opened.size()).isEqualTo(1);
  }

  @Test
  void thousands_of_objects_are_cut_into_bundles() throws Exception {
    var many = new StixObject[2_500];
    for (int i = 0; i < many.length; i++) {
      many[i] = indicator("n" + i + ".example", Tlp.GREEN);
    }

    var crossings = post.export(proposal("k13", Set.of(BF, NE), many));

    assertThat(crossings).hasSize(6);
    assertThat(leaves(log)).hasSize(3);
    assertThat(crossings.stream().filter(c -> c.destination().equals(BF)))
        .extracting(crossing -> crossing.objects().size())
        .containsExactly(1_000, 1_000, 500);
  }

  @Test
  void an_authorisation_lets_indirect_data_leave_whole_and_its_number_stands_in_the_register()
      throws Exception {
    authorised.put(BF, "2026-014/APDP");
    var seen =
        StixObject.create(
            new StixId("note", UUID.nameUUIDFromBytes("note".getBytes(UTF_8))),
            NOW,
            tree -> {
              tree.put("content", "vu depuis 10.1.2.3");
              tree.putArray("object_refs").add("identity--00000000-0000-4000-8000-000000000001");
              tree.putArray("object_marking_refs").add(Tlp.GREEN.markingId().toString());
            });

    var crossings = post.export(proposal("a1", Set.of(BF, NE), seen));

    var toBurkina = sql.entry(crossings.getFirst().id()).orElseThrow().ruling();
    var toNiger = sql.entry(crossings.getLast().id()).orElseThrow().ruling();
    assertThat(toBurkina.form()).isEqualTo("intégrale");
    assertThat(toBurkina.authorisation()).isEqualTo("2026-014/APDP");
    assertThat(toBurkina.question())
        .contains(
            new AttributeValues("autorisation", List.of("accordée")),
            new AttributeValues("données", List.of("données indirectement personnelles")),
            new AttributeValues("public visé", List.of("membres de la confédération")));
    assertThat(toNiger.form()).isEqualTo("pseudonymisée");
    assertThat(toNiger.authorisation()).isEmpty();
  }

  @Test
  void a_property_goes_as_far_as_an_object_of_its_own_level_would() throws Exception {
    var plain = indicator("a.example", Tlp.GREEN);
    var amber = withMarkedName(plain, Tlp.AMBER);
    var red = withMarkedName(indicator("b.example", Tlp.GREEN), Tlp.RED);

    post.export(proposal("g1", Set.of(BF), amber, red));

    var ours = text(burkina, 0);
    assertThat(ours)
        .contains("a.example", "b.example", "nom de AMBER")
        .doesNotContain("nom de RED");
    var received =
        new Proposal(
            "g2",
            "indicators",
            List.of(amber),
            Purpose.CYBER_DEFENCE,
            Set.of(BF, NE),
            Audience.MEMBERS,
            Map.of(amber.id(), Origin.received("NE", Tlp.GREEN)));
    post.export(received);
    // One bundle for both: what may not reach one of them reaches neither in it.
    assertThat(text(burkina, 1)).contains("a.example").doesNotContain("nom de AMBER");
    var named =
        new Proposal(
            "g3",
            "indicators",
            List.of(red),
            Purpose.INCIDENT_RESPONSE,
            Set.of(BF),
            Audience.NAMED_RECIPIENTS,
            Map.of());
    post.export(named);
    assertThat(text(burkina, 2)).contains("nom de RED");
  }

  @Test
  void a_property_under_a_marking_that_nobody_explains_is_red() throws Exception {
    var unknown =
        withMarking(
            indicator("a.example", Tlp.GREEN),
            "marking-definition--00000000-0000-4000-8000-000000000001",
            "inexpliqué");

    post.export(proposal("g4", Set.of(BF), unknown));

    assertThat(text(burkina, 0)).contains("a.example").doesNotContain("inexpliqué");
  }

  @Test
  void an_object_under_a_marking_that_nobody_explains_is_red() {
    var unknown =
        indicator("a.example", Tlp.CLEAR)
            .edit(tree ->
                tree.putArray("object_marking_refs")
                    .add("marking-definition--00000000-0000-4000-8000-000000000001"));

    assertThat(post.export(proposal("g5", Set.of(BF), unknown)))
        .extracting(Crossing::verdict)
        .containsExactly(Crossing.Verdict.REFUSED);
  }

  @Test
  void a_reference_to_what_may_not_leave_is_a_stub_that_says_its_type_only() throws Exception {
    var clear = indicator("a.example", Tlp.GREEN);
    var red =
        StixObject.create(
            new StixId("malware", UUID.nameUUIDFromBytes("red".getBytes(UTF_8))),
            NOW,
            tree -> {
              tree.put("name", "famille secrète");
              tree.put("is_family", true);
              tree.putArray("object_marking_refs").add(Tlp.RED.markingId().toString());
            });
    var link =
        StixObject.create(
            new StixId("relationship", UUID.nameUUIDFromBytes("link".getBytes(UTF_8))),
            NOW,
            tree -> {
              tree.put("relationship_type", "indicates");
              tree.put("source_ref", clear.id().toString());
              tree.put("target_ref", red.id().toString());
              tree.putArray("object_marking_refs").add(Tlp.GREEN.markingId().toString());
            });

    var crossings = post.export(proposal("g6", Set.of(BF), clear, red, link));

    var left = text(burkina, 0);
    assertThat(left)
        .contains(clear.id().toString(), "\"target_ref\":\"malware--")
        .doesNotContain(red.id().toString(), "famille secrète");
    assertThat(crossings)
        .extracting(Crossing::verdict)
        .contains(Crossing.Verdict.CROSSED, Crossing.Verdict.REFUSED);
  }

  private static StixObject withMarkedName(StixObject object, Tlp tlp) {
    return withMarking(object, tlp.markingId().toString(), "nom de " + tlp);
  }

  private static StixObject withMarking(StixObject object, String marking, String name) {
    return object.edit(tree -> {
      tree.put("name", name);
      var granular = tree.putArray("granular_markings").addObject();
      granular.put("marking_ref", marking);
      granular.putArray("selectors").add("name");
    });
  }

  private String text(SealIdentity identity, int index) throws IOException {
    var exports = leaves(log).stream().filter(leaf -> leaf.type().equals(Leaf.EXPORT)).toList();
    return new String(parcelOf(log, identity, exports.get(index)).content(), UTF_8);
  }
}
