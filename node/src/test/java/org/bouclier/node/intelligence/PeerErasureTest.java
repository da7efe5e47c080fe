package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.node.intelligence.Bundles.bundle;
import static org.bouclier.node.intelligence.Bundles.domain;
import static org.bouclier.node.intelligence.TestDesk.BURKINA;
import static org.bouclier.node.intelligence.TestDesk.NIGER;

import java.util.UUID;
import org.bouclier.node.federation.ErasureOrdered;
import org.bouclier.node.federation.Received;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/** A peer orders that what it sent be forgotten. */
class PeerErasureTest {

  private static final long ORDER = 7;

  private final TestDesk desk = new TestDesk();

  private void erase(Received received) {
    var order =
        new ErasureOrdered(
            UUID.randomUUID(),
            received.from(),
            ORDER,
            received.index(),
            received.id(),
            received.kind());
    desk.transactions.executeWithoutResult(_ -> desk.erasure.on(order));
  }

  private long naming(String text) {
    return desk.jdbc
        .sql(
            """
            select (select count(*) from intelligence.value where value like :like)
              + (select count(*) from intelligence.object where body::text like :like)
              + (select count(*) from intelligence.past_version where body::text like :like)
              + (select count(*) from intelligence.acceptance where report::text like :like)
            """)
        .param("like", "%" + text + "%")
        .query(Long.class)
        .single();
  }

  @Test
  void its_objects_go_with_their_values_and_nothing_watches_for_them() {
    var erased =
        desk.deliver(
            NIGER,
            "indicators",
            bundle(domain(1, "evil.top", Tlp.GREEN), domain(2, "autre.top", Tlp.GREEN)));
    desk.deliver(NIGER, "indicators", bundle(domain(3, "reste.top", Tlp.GREEN)));
    assertThat(desk.inForce()).containsExactly("autre.top", "evil.top", "reste.top");
    var live = desk.liveIndicators.since(0);
    var numbers =
        live.added().stream()
            .filter(entry -> !entry.indicator().value().equals("reste.top"))
            .map(LiveIndicators.Entry::id)
            .toList();

    erase(erased);

    assertThat(desk.inForce()).containsExactly("reste.top");
    assertThat(desk.liveIndicators.since(live.revision()).removed())
        .as("the engine hears of it")
        .containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(naming("evil.top") + naming("autre.top")).isZero();
    assertThat(naming("reste.top")).isPositive();
    var done = new PeerContentErased(NIGER, ORDER, 2);
    assertThat(desk.events).contains(done);
    desk.erasure.on(done);
    assertThat(desk.border.acknowledged).containsExactly("NE 7 2");

    erase(erased); // delivered twice
    assertThat(desk.inForce()).containsExactly("reste.top");
  }

  @Test
  void what_another_message_brought_word_for_word_stays_under_the_other_s_name() {
    var mine = desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top", Tlp.GREEN)));
    desk.deliver(BURKINA, "indicators", bundle(domain(1, "evil.top", Tlp.GREEN)));

    erase(mine);

    assertThat(desk.inForce()).containsExactly("evil.top");
    assertThat(
            desk.jdbc
                .sql(
                    """
                    select s.name from intelligence.object o
                    join intelligence.source s on s.id = o.source where o.id = :id
                    """)
                .param("id", Bundles.id("indicator", 1).toString())
                .query(String.class)
                .single())
        .isEqualTo("BF");
  }

  @Test
  void a_version_that_only_it_brought_goes_and_the_later_one_stays() {
    var first = desk.deliver(NIGER, "indicators", bundle(domain(1, "vieux.top", Tlp.GREEN)));
    desk.deliver(
        NIGER,
        "indicators",
        bundle(
            Bundles.revised(
                domain(1, "neuf.top", Tlp.GREEN), Bundles.JUNE.plusSeconds(9), _ -> {})));
    assertThat(naming("vieux.top")).isPositive();

    erase(first);

    assertThat(desk.inForce()).containsExactly("neuf.top");
    assertThat(
            desk.jdbc
                .sql("select count(*) from intelligence.past_version")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void a_message_that_was_not_read_yet_never_is() {
    var late = new Received(UUID.randomUUID(), NIGER, 3, "indicators", TestDesk.START);
    desk.inbox.contents.put(late.id(), bundle(domain(1, "evil.top", Tlp.GREEN)));

    erase(late);
    desk.deliver(late);

    assertThat(desk.inForce()).isEmpty();
    assertThat(naming("evil.top")).isZero();
    assertThat(desk.report(late).count(Outcome.Result.ACCEPTED)).isZero();
  }
}
