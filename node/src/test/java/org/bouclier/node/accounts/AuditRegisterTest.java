package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionTemplate;

class AuditRegisterTest {

  private static final DataSource DATABASE = TestPostgres.freshDatabase();
  // Nothing written can be taken away, so each test has a year of its own, and looks from there on.
  private static final AtomicInteger YEARS = new AtomicInteger();

  private final Instant start =
      OffsetDateTime.parse("2026-11-22T22:00:00Z").plusYears(YEARS.incrementAndGet()).toInstant();
  private final AuditFilter all = new AuditFilter("", "", "", start, null);
  private final MovableClock clock = new MovableClock(start);
  private final JdbcClient jdbc = JdbcClient.create(DATABASE);
  private final AuditRegister audit = new AuditRegister(new AccountsSql(jdbc), clock);

  @AfterEach
  void nobody_acts_any_more() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void an_act_is_written_under_the_name_of_whoever_acts() {
    act(new PersonPrincipal(UUID.randomUUID(), "a.traore", "Awa", Set.of(), 0, clock.instant()));
    audit.record("peers.add", "BF", Map.of("city", "Ouagadougou", "url", "https://bf.example"));
    act(new TokenPrincipal(UUID.randomUUID(), "résolveur", Set.of(Permission.READ_OUTPUTS), null));
    audit.record("peers.suspend", "NE", Map.of());
    act(Actor.LocalOperator.AT_THE_MACHINE);
    audit.record("peers.resume", "NE", Map.of());
    SecurityContextHolder.clearContext();
    audit.record("peers.check", "NE", Map.of());

    var entries = audit.entries(all, Long.MAX_VALUE, 10);
    assertThat(entries)
        .extracting(AuditEntry::actor)
        .containsExactly("nœud", "opérateur local", "jeton résolveur", "a.traore");
    assertThat(entries.getLast().detail())
        .containsExactly(Map.entry("city", "Ouagadougou"), Map.entry("url", "https://bf.example"));
    assertThat(entries.getLast().at()).isEqualTo(clock.instant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update accounts.audit set object = 'other'",
        "update accounts.audit set at = now() where id < 0 or true",
        "delete from accounts.audit",
        "truncate accounts.audit",
        "truncate accounts.audit cascade",
        "insert into accounts.audit overriding system value select * from accounts.audit"
            + " on conflict (id) do update set object = 'other'",
        "merge into accounts.audit a using (select 1) s on true when matched then delete"
      })
  void nothing_written_is_ever_changed(String statement) {
    audit.record("peers.add", "BF", Map.of());
    assertThatThrownBy(() -> jdbc.sql(statement).update())
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("never changed");
    assertThat(audit.entries(all, Long.MAX_VALUE, 10))
        .singleElement()
        .extracting(AuditEntry::object)
        .isEqualTo("BF");
  }

  @Test
  void an_act_is_written_with_what_it_did_or_not_at_all() {
    var transactions = new TransactionTemplate(new DataSourceTransactionManager(DATABASE));
    transactions.executeWithoutResult(status -> {
      audit.record("peers.add", "BF", Map.of());
      status.setRollbackOnly();
    });
    assertThat(audit.entries(all, Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void filters_narrow_and_pages_turn_by_key() {
    for (int i = 0; i < 7; i++) {
      audit.record(i % 2 == 0 ? "peers.add" : "people.invite", "Objet " + i, Map.of());
      clock.advance(Duration.ofHours(1));
    }
    var peers = new AuditFilter("", "peers.", "", start, null);
    assertThat(audit.entries(peers, Long.MAX_VALUE, 10)).hasSize(4);
    assertThat(audit.entries(new AuditFilter("nœud", "", "OBJET 3", start, null), 1L << 60, 10))
        .singleElement()
        .extracting(AuditEntry::object)
        .isEqualTo("Objet 3");
    assertThat(audit.entries(new AuditFilter("", "", "%", start, null), 1L << 60, 10)).isEmpty();
    var two = new AuditFilter("", "", "", start.plusSeconds(3600), start.plusSeconds(3 * 3600));
    assertThat(audit.entries(two, Long.MAX_VALUE, 10)).hasSize(2);

    var first = audit.entries(all, Long.MAX_VALUE, 3);
    var second = audit.entries(all, first.getLast().id(), 10);
    assertThat(first)
        .extracting(AuditEntry::object)
        .containsExactly("Objet 6", "Objet 5", "Objet 4");
    assertThat(second).hasSize(4).first().extracting(AuditEntry::object).isEqualTo("Objet 3");
  }

  @Test
  void a_secret_is_never_written_and_what_is_too_long_is_cut() {
    String token = Tokens.PREFIX + Secret.random().text();
    assertThatThrownBy(() -> audit.record("peers.add", "BF", Map.of("with", "token " + token)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(token);
    assertThatThrownBy(() -> audit.record("peers.add", token, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> audit.record("Peers added", "BF", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);

    audit.record("peers.add", "x\0".repeat(400), Map.of("why", "é".repeat(5_000)));
    var entry = audit.entries(all, Long.MAX_VALUE, 1).getFirst();
    assertThat(entry.object()).hasSize(500).endsWith("…");
    assertThat(entry.detail().get("why")).hasSize(2_000).endsWith("…");
  }

  private static void act(Actor actor) {
    SecurityContextHolder.getContext()
        .setAuthentication(ActorAuthentication.of(actor, Set.of(Permission.READ_AUDIT)));
  }
}
