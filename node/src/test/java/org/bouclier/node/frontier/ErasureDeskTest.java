package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bouclier.node.frontier.Exchanged.indicator;
import static org.bouclier.node.frontier.Exchanged.leaves;
import static org.bouclier.node.frontier.Exchanged.parcelOf;
import static org.bouclier.node.frontier.Exchanged.proposal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.bouclier.border.Border;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.GuardedBorder;
import org.bouclier.border.Minimiser;
import org.bouclier.border.MinimisingPolicy;
import org.bouclier.border.PseudonymKeys;
import org.bouclier.border.StandardPolicy;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Erasure with the real ledger and database: what speaks goes, what proves stays. */
class ErasureDeskTest {

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
  private final List<PeerDirectory.Recipient> recipients =
      new ArrayList<>(
          List.of(
              new PeerDirectory.Recipient(BF, burkina.recipient()),
              new PeerDirectory.Recipient(NE, niger.recipient())));
  private ExportLog log;
  private BorderPost post;
  private ErasureDesk desk;
  private NoteVerifier vkey;
  private final List<PeerDirectory.Recipient> suspended = new ArrayList<>();
  private final List<String> acts = new ArrayList<>();

  private final JdbcTransactionManager manager = new JdbcTransactionManager(database);

  @TempDir Path directory;

  @BeforeEach
  void open() throws IOException {
    var keys = NodeKeys.open(directory.resolve("keys"), ML, new SecureRandom());
    log = ExportLog.open(directory.resolve("ledger"), keys);
    vkey = keys.logKey();
    post = newPost();
    desk = desk(NOW);
  }

  private BorderPost newPost() {
    return new BorderPost(
        ML,
        () -> BORDER,
        (destination, purpose, at) -> Optional.empty(),
        new Minimiser(MinimisingPolicy.STANDARD, new PseudonymKeys(new byte[32], new byte[32])),
        directory(),
        log,
        sql,
        new TransactionTemplate(manager),
        _ -> {},
        new SecureRandom(),
        Clock.fixed(NOW, ZoneOffset.UTC),
        () -> {});
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    ((AutoCloseable) database).close();
  }

  private PeerDirectory directory() {
    return new PeerDirectory() {
      @Override
      public List<Recipient> recipients() {
        return List.copyOf(recipients);
      }

      @Override
      public List<Recipient> known() {
        var all = new ArrayList<>(recipients);
        all.addAll(suspended);
        return all;
      }
    };
  }

  private ErasureDesk desk(Instant now) {
    return new ErasureDesk(
        ML,
        post,
        directory(),
        log,
        new ErasureSql(client),
        (act, object, _) -> acts.add(act + " " + object),
        Clock.fixed(now, ZoneOffset.UTC),
        () -> {});
  }

  private static final Duration DAYS = Duration.ofDays(30);

  @Test
  void the_content_is_gone_the_order_is_a_leaf_and_every_proof_holds() throws Exception {
    var first =
        post.export(proposal("k1", Set.of(BF, NE), indicator("a.example", Tlp.GREEN))).getFirst();
    post.export(proposal("k2", Set.of(BF), indicator("b.example", Tlp.GREEN)));
    var before = log.checkpoint();
    var entries = log.reader().entries(before, 0, before.size());
    var object = Leaf.parse(entries.getFirst()).ciphertext();
    assertThat(object).isNotNull();

    assertThat(desk.order(first.id(), "", "2026-014/APDP", DAYS))
        .isEqualTo(ErasureDesk.Outcome.ORDERED);

    assertThatThrownBy(() -> log.objectBytes(object.sha256()))
        .isInstanceOf(NoSuchFileException.class);
    var entry = sql.entry(first.id()).orElseThrow();
    assertThat(entry.saltKept()).isFalse();
    assertThat(entry.line().erased()).isTrue();
    assertThat(sql.objects(entry.leaf(), 10)).isEmpty();
    var head = log.checkpoint();
    assertThat(head.size()).isEqualTo(3);
    log.reader().verifyGrowth(before, head);
    assertThat(log.reader().entries(head, 0, 2)).containsExactlyElementsOf(entries);
    var all = log.reader().entries(head, 0, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(log.prove(i).verify(all.get(i), vkey).size()).isEqualTo(3);
    }
    var leaf = leaves(log).getLast();
    assertThat(leaf.type()).isEqualTo(Leaf.ERASURE);
    assertThat(leaf.dest()).containsExactly("BF", "NE");
    var parcel = parcelOf(log, niger, leaf);
    assertThat(parcel.kind()).isEqualTo(ErasureOrder.KIND);
    assertThat(ErasureOrder.parse(parcel.content()))
        .isEqualTo(
            new ErasureOrder(
                "bouclier.ml/exports",
                0,
                Hash.sha256(entries.getFirst()),
                Instant.parse("2026-03-05T04:05:06Z"),
                "2026-014/APDP",
                ""));
    assertThat(new String(all.getLast(), UTF_8)).doesNotContain("APDP");
    assertThat(acts).containsExactly("erasures.order 2026-014/APDP");

    assertThat(desk.order(first.id(), "", "2026-015/APDP", DAYS))
        .isEqualTo(ErasureDesk.Outcome.ALREADY);
    var own = sql.lines(new RegisterFilter(null, null, null, null, null), null, 1).getFirst();
    assertThat(own.form()).isEqualTo("ordre d’effacement");
    assertThat(desk.order(own.id(), "", "2026-015/APDP", DAYS))
        .isEqualTo(ErasureDesk.Outcome.NOT_CONTENT);
    assertThat(desk.order(UUID.randomUUID(), "", "2026-015/APDP", DAYS))
        .isEqualTo(ErasureDesk.Outcome.UNKNOWN);
    assertThat(log.checkpoint().size()).isEqualTo(3);
  }

  @Test
  void answers_are_kept_once_and_those_that_lack_are_overdue() {
    var first =
        post.export(proposal("k1", Set.of(BF, NE), indicator("a.example", Tlp.GREEN))).getFirst();
    desk.order(first.id(), "Référence de la décision", "2026-014/APDP", DAYS);
    long order = desk.of(first.id()).orElseThrow().order();
    assertThat(order).isEqualTo(1);
    var answer = new ErasureAck("bouclier.ml/exports", order, 2);

    assertThat(desk.answered(BF, 40, answer)).isTrue();
    assertThat(desk.answered(BF, 41, answer)).as("said again").isTrue();
    assertThat(desk.answered(new StateCode("TG"), 5, answer)).isFalse();
    assertThat(desk.answered(NE, 5, new ErasureAck("bouclier.bf/exports", order, 0))).isFalse();
    assertThat(desk.answered(NE, 5, new ErasureAck("bouclier.ml/exports", 0, 0))).isFalse();

    var erasure = desk.of(first.id()).orElseThrow();
    assertThat(erasure.law()).isEqualTo("Référence de la décision");
    assertThat(erasure.answers())
        .extracting(Erasure.Answer::destination, Erasure.Answer::index, Erasure.Answer::objects)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("BF", 40L, 2L),
            org.assertj.core.groups.Tuple.tuple("NE", null, null));
    assertThat(desk.overdue()).isZero();
    assertThat(desk(NOW.plus(DAYS).plusSeconds(1)).overdue()).isEqualTo(1);
  }

  @Test
  void a_suspended_holder_is_sealed_to_and_one_that_is_no_peer_any_more_is_named()
      throws Exception {
    var first =
        post.export(proposal("k1", Set.of(BF, NE), indicator("a.example", Tlp.GREEN))).getFirst();
    suspended.add(recipients.removeFirst());
    recipients.clear();

    desk.order(first.id(), "", "2026-014/APDP", DAYS);

    assertThat(parcelOf(log, burkina, leaves(log).getLast()).to()).containsExactly(BF);
    assertThat(desk.list(10).getFirst().answers())
        .extracting(Erasure.Answer::destination, Erasure.Answer::sealed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("BF", true),
            org.assertj.core.groups.Tuple.tuple("NE", false));
  }

  @Test
  void a_refusal_is_erased_without_telling_anybody() throws Exception {
    var refused =
        post.export(proposal("k1", Set.of(BF), indicator("a.example", Tlp.RED))).getFirst();

    assertThat(desk.order(refused.id(), "", "2026-014/APDP", DAYS))
        .isEqualTo(ErasureDesk.Outcome.ORDERED);

    assertThat(leaves(log).getLast().dest()).isEmpty();
    assertThat(leaves(log).getLast().ciphertext()).isNull();
    assertThat(desk.of(refused.id()).orElseThrow().answers()).isEmpty();
    assertThat(
            client
                .sql("select count(*) from frontier.leaf where manifest is not null and id = 1")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void what_a_kill_left_of_an_erased_object_goes_at_the_next_start() throws Exception {
    var first =
        post.export(proposal("k1", Set.of(BF), indicator("a.example", Tlp.GREEN))).getFirst();
    var object = log.objects().getFirst();
    byte[] sealed;
    try (var in = log.spool().read(object, 0, Long.MAX_VALUE)) {
      sealed = in.readAllBytes();
    }
    desk.order(first.id(), "", "2026-014/APDP", DAYS);
    log.store(out -> out.write(sealed)); // as if it had been killed before the deletion
    assertThat(log.objects()).contains(object);

    assertThat(desk.finish()).isEqualTo(1);
    assertThat(log.objects()).hasSize(1).doesNotContain(object);
    assertThat(desk.finish()).isZero();
  }

  @Test
  void an_answer_is_a_leaf_that_only_the_orderer_reads_and_is_said_once() throws Exception {
    var answer = new ErasureAck("bouclier.bf/exports", 12, 3);

    post.acknowledge(BF, answer);
    post.acknowledge(BF, answer);

    assertThat(leaves(log)).hasSize(1);
    var leaf = leaves(log).getFirst();
    assertThat(leaf.type()).isEqualTo(Leaf.ACK);
    assertThat(leaf.dest()).containsExactly("BF");
    assertThat(ErasureAck.parse(parcelOf(log, burkina, leaf).content())).isEqualTo(answer);
  }
}
