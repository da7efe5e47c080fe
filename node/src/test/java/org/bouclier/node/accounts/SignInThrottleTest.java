package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.SignInThrottle.Answer;
import org.bouclier.node.accounts.SignInThrottle.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Counters of refused sign-ins on the real database, under a clock that the test moves. */
class SignInThrottleTest {

  private static final String HOME = "192.0.2.7";

  private static final DataSource DATABASE = TestPostgres.freshDatabase();
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T22:00:00Z"));
  private final JdbcClient jdbc = JdbcClient.create(DATABASE);
  private final SignInThrottle throttle =
      new SignInThrottle(
          new AccountsSql(jdbc),
          new TransactionTemplate(new DataSourceTransactionManager(DATABASE)),
          clock);

  @BeforeEach
  void nothing_was_refused_yet() {
    jdbc.sql("truncate accounts.login_attempt").update();
  }

  @Test
  void delays_double_up_to_a_ceiling() {
    var account = new ArrayList<Long>();
    for (int refused = 0; refused <= 10; refused++) {
      account.add(Kind.ACCOUNT.delay(refused).toSeconds());
    }
    assertThat(account).containsExactly(0L, 0L, 0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(Kind.ADDRESS.delay(19)).isZero();
    assertThat(Kind.ADDRESS.delay(20)).hasSeconds(2);
    assertThat(Kind.ADDRESS.delay(Integer.MAX_VALUE)).hasMinutes(15);
    assertThat(Kind.BROWSER.delay(Integer.MAX_VALUE)).hasMinutes(15);
  }

  @Test
  void guesses_at_one_account_wait_longer_and_longer_whatever_their_address() {
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 8; i++) {
      var attempt = go(throttle.begin("a.traore", "192.0.2." + i, null));
      waits.add(attempt.ifRefused().delay().toSeconds());
      clock.advance(attempt.ifRefused().delay());
    }
    assertThat(waits).containsExactly(0L, 0L, 2L, 4L, 8L, 16L, 32L, 60L);
  }

  @Test
  void an_early_attempt_is_not_looked_at_and_does_not_lengthen_the_delay() {
    refuse("a.traore", HOME, 4); // 4 s
    for (int i = 0; i < 50; i++) {
      var early = throttle.begin("a.traore", HOME, null);
      assertThat(early).isInstanceOf(Answer.Wait.class);
      assertThat(((Answer.Wait) early).standing().refused()).isEqualTo(4);
    }
    clock.advance(Duration.ofSeconds(4).minusNanos(1000));
    assertThat(throttle.begin("a.traore", HOME, null)).isInstanceOf(Answer.Wait.class);
    clock.advance(Duration.ofNanos(1000));
    assertThat(throttle.begin("a.traore", HOME, null)).isInstanceOf(Answer.Go.class);
  }

  @Test
  void unknown_logins_are_counted_as_any_other_and_nothing_typed_is_stored_in_clear() {
    refuse("un mot de passe tapé au mauvais endroit", HOME, 4);
    assertThat(throttle.begin("un mot de passe tapé au mauvais endroit", HOME, null))
        .isInstanceOf(Answer.Wait.class);
    assertThat(
            jdbc.sql("select string_agg(t::text, ' ') from accounts.login_attempt t")
                .query(String.class)
                .single())
        .doesNotContain("mot de passe")
        .doesNotContain(HOME);
  }

  @Test
  void guesses_at_many_accounts_from_one_address_wait_too() {
    for (int i = 0; i < 20; i++) {
      go(throttle.begin("person" + i, HOME, null));
    }
    assertThat(throttle.begin("another", HOME, null)).isInstanceOf(Answer.Wait.class);
    assertThat(throttle.begin("another", "198.51.100.1", null)).isInstanceOf(Answer.Go.class);
  }

  @Test
  void an_attacker_cannot_clear_an_address_by_signing_in_with_an_account_of_their_own() {
    for (int i = 0; i < 19; i++) {
      go(throttle.begin("person" + i, HOME, null));
    }
    throttle.succeeded(go(throttle.begin("attacker", HOME, null)));
    go(throttle.begin("person19", HOME, null));
    assertThat(throttle.begin("person20", HOME, null)).isInstanceOf(Answer.Wait.class);
  }

  @Test
  void the_addresses_of_one_ipv6_network_count_as_one() {
    for (int i = 0; i < 20; i++) {
      go(throttle.begin("person" + i, "2001:db8:1:2::" + i, null));
    }
    assertThat(throttle.begin("x", "2001:db8:1:2:ffff::1", null)).isInstanceOf(Answer.Wait.class);
    assertThat(throttle.begin("x", "2001:db8:1:3::1", null)).isInstanceOf(Answer.Go.class);
    assertThat(throttle.begin("y", "fe80::1%eth0", null)).isInstanceOf(Answer.Go.class);
  }

  @Test
  void a_known_browser_is_not_slowed_by_strangers_and_is_slowed_by_its_own() {
    refuse("a.traore", HOME, 30);
    assertThat(throttle.begin("a.traore", HOME, null)).isInstanceOf(Answer.Wait.class);

    go(throttle.begin("a.traore", HOME, "browser"));
    for (int i = 0; i < 4; i++) {
      go(throttle.begin("a.traore", HOME, "browser"));
    }
    assertThat(throttle.begin("a.traore", HOME, "browser")).isInstanceOf(Answer.Wait.class);
  }

  @Test
  void a_success_clears_the_account_and_tells_how_many_were_refused() {
    refuse("a.traore", HOME, 5);
    clock.advance(Duration.ofMinutes(1));
    var attempt = go(throttle.begin("a.traore", HOME, null));
    assertThat(attempt.refusedBefore()).isEqualTo(5);
    throttle.succeeded(attempt);
    assertThat(go(throttle.begin("A.Traore ", HOME, null)).refusedBefore()).isZero();
  }

  @Test
  void an_attempt_that_the_node_could_not_examine_is_taken_back() {
    refuse("a.traore", HOME, 2);
    throttle.withdraw(go(throttle.begin("a.traore", HOME, null)));
    assertThat(go(throttle.begin("a.traore", HOME, null)).refusedBefore()).isEqualTo(2);
  }

  @Test
  void a_clock_that_counts_nanoseconds_delays_no_first_attempt() {
    clock.advance(Duration.ofNanos(999));
    assertThat(go(throttle.begin("a.traore", HOME, null)).refusedBefore()).isZero();
    assertThat(go(throttle.begin("b.ouedraogo", HOME, null)).refusedBefore()).isZero();
  }

  @Test
  void a_clock_that_was_set_back_keeps_nobody_out() {
    refuse("a.traore", HOME, 5);
    clock.advance(Duration.ofDays(-2));
    assertThat(go(throttle.begin("a.traore", HOME, null)).refusedBefore()).isEqualTo(5);
    assertThat(throttle.begin("a.traore", HOME, null))
        .as("from now on, delays count by the clock as it is")
        .isInstanceOf(Answer.Wait.class);
    clock.advance(Duration.ofMinutes(1));
    go(throttle.begin("a.traore", HOME, null));
  }

  @Test
  void counters_are_forgotten_after_a_day() {
    refuse("a.traore", HOME, 30);
    clock.advance(Duration.ofHours(24).plusSeconds(1));
    assertThat(go(throttle.begin("a.traore", HOME, null)).refusedBefore()).isZero();
    clock.advance(Duration.ofHours(25));
    go(throttle.begin("b.ouedraogo", "198.51.100.1", null));
    assertThat(jdbc.sql("select count(*) from accounts.login_attempt").query(Long.class).single())
        .as("old rows are deleted")
        .isEqualTo(2);
  }

  @Test
  void attempts_sent_together_get_no_more_tries_than_attempts_sent_in_turn()
      throws InterruptedException {
    var looked = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 40; i++) {
      String address = "192.0.2." + i;
      threads.add(
          Thread.startVirtualThread(() -> {
            if (throttle.begin("a.traore", address, null) instanceof Answer.Go) {
              looked.incrementAndGet();
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(looked).hasValue(3);
  }

  /** So many refusals, each as soon as it is allowed. */
  private void refuse(String login, String address, int times) {
    for (int i = 0; i < times; i++) {
      var attempt = go(throttle.begin(login, address, null));
      if (i < times - 1) {
        clock.advance(attempt.ifRefused().delay());
      }
    }
  }

  private static SignInThrottle.Attempt go(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Go.class);
    return ((Answer.Go) answer).attempt();
  }
}
