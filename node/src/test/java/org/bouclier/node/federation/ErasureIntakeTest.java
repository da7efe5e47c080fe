package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.ErasureOrder;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.frontier.TestExports;
import org.bouclier.node.site.StateCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders to erase between nodes with real databases, ledgers and ports. */
class ErasureIntakeTest {

  private static final Instant DUE = Instant.parse("2026-03-05T04:05:06Z");

  @TempDir Path directory;

  private final List<Object> events = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  private ErasureIntake intake(TestNode node) {
    var frontier =
        new Frontier() {
          @Override
          public List<Crossing> export(Proposal proposal) {
            throw new AssertionError("nothing is exported");
          }

          @Override
          public void acknowledge(StateCode orderer, ErasureAck answer) {
            said.add(orderer + " " + answer.origin() + " " + answer.index());
          }

          @Override
          public long sentTo(StateCode state) {
            return 0;
          }
        };
    return new ErasureIntake(
        node.sql, frontier, (_, _, answer) -> answer.index() == 1, events::add, node.clock);
  }

  private static long say(TestNode from, TestNode to, String type, String kind, byte[] content) {
    return TestExports.publish(
        from.log,
        TestExports.seal(
            type,
            from.code.value(),
            List.of(to.code.value()),
            List.of(to.keys.identity().recipient()),
            kind,
            content));
  }

  private static byte[] order(String origin, long index, byte[] leaf) {
    return new ErasureOrder(origin, index, Hash.sha256(leaf), DUE, "2026-014/APDP", "").bytes();
  }

  @Test
  void an_order_deletes_what_its_own_sender_had_sent_and_nothing_else() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      long sent = ml.export("indicators", "secret", bf);
      bf.until("content", () -> bf.received.size() == 1);
      var content = bf.received.getFirst();
      byte[] leaf = bf.sql.entry(content.id()).orElseThrow().leaf();
      var mine = "bouclier.ml/exports";
      say(ml, bf, Leaf.ERASURE, ErasureOrder.KIND, order("bouclier.ne/exports", sent, leaf));
      say(ml, bf, Leaf.ERASURE, ErasureOrder.KIND, order(mine, sent, "autre".getBytes(UTF_8)));
      say(ml, bf, Leaf.ERASURE, ErasureOrder.KIND, order(mine, 99, leaf));
      say(ml, bf, Leaf.ERASURE, ErasureOrder.KIND, "n’importe quoi".getBytes(UTF_8));
      say(ml, bf, Leaf.EXPORT, ErasureOrder.KIND, order(mine, sent, leaf)); // under a false flag
      long good = say(ml, bf, Leaf.ERASURE, ErasureOrder.KIND, order(mine, sent, leaf));
      bf.until("orders", () -> bf.received.size() == 6);

      var intake = intake(bf);
      bf.received.subList(1, 5).forEach(intake::on);
      assertThat(events).isEmpty();
      assertThat(bf.content(content)).isEqualTo("secret");
      assertThat(bf.refusals("ML"))
          .extracting(refused -> refused.problem().code())
          .containsExactlyInAnyOrder(
              "effacement-tiers",
              "effacement-feuille",
              "effacement-futur",
              "effacement-forme",
              "colis-genre");

      intake.on(bf.received.get(5));
      var ordered =
          new ErasureOrdered(
              bf.received.get(5).id(), new StateCode("ML"), good, sent, content.id(), "indicators");
      assertThat(events).containsExactly(ordered);
      assertThat(bf.sql.content(content.id())).isEmpty();

      intake.on(bf.received.get(5)); // delivered twice
      assertThat(events).containsExactly(ordered, ordered);
      intake.on(ordered);
      assertThat(said).as("the desk that took it answers").isEmpty();
    }
  }

  @Test
  void an_order_given_while_the_peer_was_suspended_comes_with_what_it_missed_and_is_answered() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.register.suspend(bf.code);
      assertThat(ml.register.recipients()).isEmpty();
      assertThat(ml.register.known()).hasSize(1);
      var sealed =
          TestExports.seal(
              "ML",
              List.of("BF"),
              List.of(bf.keys.identity().recipient()),
              "indicators",
              "secret".getBytes(UTF_8));
      long sent = TestExports.append(ml.log, sealed.leaf().bytes()); // its object is erased already
      long order =
          say(
              ml,
              bf,
              Leaf.ERASURE,
              ErasureOrder.KIND,
              order("bouclier.ml/exports", sent, sealed.leaf().bytes()));

      ml.register.resume(bf.code);
      bf.until("order", () -> bf.received.size() == 1);
      assertThat(bf.refusals("ML"))
          .extracting(r -> r.problem().code())
          .containsExactly("objet-absent");
      var intake = intake(bf);
      intake.on(bf.received.getFirst());
      assertThat(bf.refusals("ML")).as("it is not asked for any more").isEmpty();
      assertThat(events).hasSize(1);
      intake.on((ErasureOrdered) events.getFirst());
      assertThat(said).containsExactly("ML bouclier.ml/exports " + order);
    }
  }

  @Test
  void an_answer_to_no_order_of_ours_is_refused_and_counted() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      say(bf, ml, Leaf.ACK, ErasureAck.KIND, new ErasureAck("bouclier.ml/exports", 1, 0).bytes());
      say(bf, ml, Leaf.ACK, ErasureAck.KIND, new ErasureAck("bouclier.ml/exports", 2, 0).bytes());
      ml.until("answers", () -> ml.received.size() == 2);

      var intake = intake(ml);
      ml.received.forEach(intake::on);
      assertThat(ml.refusals("BF"))
          .extracting(RefusedEntry::index, refused -> refused.problem().code())
          .containsExactly(org.assertj.core.groups.Tuple.tuple(1L, "accuse-sans-ordre"));
    }
  }
}
