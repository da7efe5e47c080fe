package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.web.webauthn.management.JdbcPublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.transaction.support.TransactionTemplate;

/** People, their links, and the first administrator, on a database of their own. */
class PeopleTest {

  private static final String PASSWORD = "le mil pousse après la pluie";

  private static final DataSource DATABASE = TestPostgres.freshDatabase();
  private static final AtomicInteger YEARS = new AtomicInteger(); // the audit is never emptied

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T22:00:00Z"));
  private final AccountsSql sql = new AccountsSql(JdbcClient.create(DATABASE));
  private final AuditRegister audit = new AuditRegister(sql, clock);
  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 64, 1);
  private final People people = people();
  private Instant start = clock.instant();

  @BeforeEach
  void nobody_has_an_account() {
    JdbcClient.create(DATABASE).sql("truncate accounts.person cascade").update();
    clock.advance(Duration.ofDays(YEARS.incrementAndGet() * 366L));
    start = clock.instant();
  }

  @Test
  void a_node_without_administrator_prints_a_link_at_each_start_and_the_former_one_is_dead() {
    String first = printed();
    String second = printed();
    assertThat(first).isNotEqualTo(second).hasSize(43);
    assertThat(people.isFirstLink(first)).isFalse();
    assertThat(people.isFirstLink(second)).isTrue();

    clock.advance(Duration.ofHours(24));
    assertThat(people.isFirstLink(second)).as("after a day").isFalse();
    String third = printed();

    assertThatThrownBy(() -> people.enterFirst(third, "a.traore", "Awa Traoré", "court"))
        .isInstanceOf(RefusedException.class);
    var administrator = people.enterFirst(third, " A.Traore ", " Awa Traoré ", PASSWORD);
    assertThat(administrator.login()).isEqualTo("a.traore");
    assertThat(administrator.roles()).containsExactly(Role.ADMINISTRATOR);
    assertThat(encoder.matches(PASSWORD, sql.password(administrator.id()).orElseThrow())).isTrue();
    assertThatThrownBy(() -> people.enterFirst(third, "b", "B", PASSWORD))
        .isInstanceOf(RefusedException.class);
    assertThat(printed()).as("nothing is printed any more").isEmpty();
  }

  @Test
  void two_who_use_the_first_link_at_once_do_not_both_become_administrators()
      throws InterruptedException {
    String secret = printed();
    var entered = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 6; i++) {
      String login = "person" + i;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              people.enterFirst(secret, login, login, PASSWORD);
              entered.incrementAndGet();
            } catch (RefusedException spent) {
              // the others
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(entered).hasValue(1);
    assertThat(people.list("", 10)).hasSize(1);
  }

  @Test
  void somebody_invited_chooses_the_password_behind_a_link_that_opens_once() {
    var link = people.invite("b.ouedraogo", "Binta Ouédraogo", Set.of(Role.ANALYST));
    assertThat(link.person().state()).isEqualTo(Person.State.INVITED);
    assertThat(link.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(3)));
    String secret = link.secret().text();

    assertThatThrownBy(() -> people.enter(secret, "b.ouedraogo"))
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.code()).isEqualTo("password.weak"));
    assertThat(people.findByLink(secret)).as("a refused password spends nothing").isPresent();
    people.enter(secret, PASSWORD);
    assertThat(people.find("b.ouedraogo").orElseThrow().state()).isEqualTo(Person.State.ACTIVE);

    assertThat(people.findByLink(secret)).isEmpty();
    assertThatThrownBy(() -> people.enter(secret, "un tout autre secret"))
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.code()).isEqualTo("link.spent"));

    var acts = audit.entries(new AuditFilter("", "people.", "", start, null), 1L << 60, 10);
    assertThat(acts)
        .extracting(AuditEntry::act, AuditEntry::actor)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("people.enter", "b.ouedraogo"),
            org.assertj.core.groups.Tuple.tuple("people.invite", "nœud"));

    var lost = people.renewLink(link.person().id());
    var again = people.renewLink(link.person().id());
    assertThat(people.findByLink(lost.secret().text())).as("replaced").isEmpty();
    clock.advance(Duration.ofDays(3));
    assertThat(people.findByLink(again.secret().text())).as("expired").isEmpty();
    var late = people.renewLink(link.person().id());
    people.suspend(link.person().id());
    assertThat(people.findByLink(late.secret().text())).as("suspended").isEmpty();
    assertThatThrownBy(() -> people.renewLink(link.person().id()))
        .isInstanceOf(RefusedException.class);

    assertThat(
            JdbcClient.create(DATABASE)
                .sql("select string_agg(t::text, ' ') from accounts.one_time_link t")
                .query(String.class)
                .single())
        .doesNotContain(secret, late.secret().text());
  }

  @Test
  void a_link_used_ends_the_sessions_of_before() {
    var link = people.invite("b.ouedraogo", "Binta", Set.of());
    people.enter(link.secret().text(), PASSWORD);
    var signIn = new SignIn(sql, clock);
    var session = signIn.open("b.ouedraogo", 0).orElseThrow();
    var principal = (PersonPrincipal) session.actor();
    assertThat(signIn.renew(principal)).isPresent();

    var lost = people.renewLink(link.person().id());
    assertThat(signIn.renew(principal)).as("a link given changes nothing yet").isPresent();
    people.enter(lost.secret().text(), "un tout autre secret");
    assertThat(signIn.renew(principal)).isEmpty();
  }

  @Test
  void the_last_administrator_can_neither_be_suspended_nor_lose_the_role() {
    var first = people.enterFirst(printed(), "a.traore", "Awa", PASSWORD);
    var invited = people.invite("b.ouedraogo", "Binta", Set.of(Role.ADMINISTRATOR));
    for (Runnable loss :
        new Runnable[] {
          () -> people.suspend(first.id()), () -> people.setRoles(first.id(), Set.of(Role.ANALYST))
        }) {
      assertThatThrownBy(loss::run)
          .as("somebody invited administers nothing yet")
          .isInstanceOfSatisfying(
              RefusedException.class,
              why -> assertThat(why.code()).isEqualTo("administrator.last"));
    }
    assertThat(people.find("a.traore").orElseThrow().isEnabled()).isTrue();
    assertThat(people.find("a.traore").orElseThrow().roles()).containsExactly(Role.ADMINISTRATOR);
    assertThat(audit.entries(new AuditFilter("", "people.suspend", "", start, null), 1L << 60, 9))
        .as("what was refused is not in the audit")
        .isEmpty();

    people.enter(invited.secret().text(), PASSWORD);
    people.suspend(first.id());
    assertThatThrownBy(() -> people.suspend(invited.person().id()))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "-a.b",
        "a b",
        "é.traoré",
        "a/b",
        "a\u0000b",
        "x12345678901234567890123456789012345678901234567890123456789012345"
      })
  void logins_out_of_form_are_refused(String login) {
    assertThatThrownBy(() -> people.invite(login, "Awa", Set.of()))
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.code()).isEqualTo("login.form"));
  }

  @Test
  void a_login_belongs_to_one_person() {
    people.invite("i.diallo", "Issa", Set.of());
    assertThatThrownBy(() -> people.invite("I.DIALLO", "Autre", Set.of()))
        .as("whatever the case, and in a Turkish locale too")
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.code()).isEqualTo("login.taken"));
    assertThatThrownBy(() -> people.invite("x.y", " ", Set.of()))
        .isInstanceOfSatisfying(
            RefusedException.class, why -> assertThat(why.code()).isEqualTo("name.form"));
  }

  /** What a start prints: the secret of the link, or nothing. */
  private String printed() {
    var out = new ByteArrayOutputStream();
    new FirstAdministrator(
            people,
            () -> URI.create("https://noeud.example.ml:8443"),
            new PrintStream(out, true, StandardCharsets.UTF_8))
        .invite();
    String text = out.toString(StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return "";
    }
    assertThat(text).contains("Ce nœud n’a pas encore d’administrateur", "24 heures");
    var link =
        Pattern.compile(
                "^ {4}https://noeud\\.example\\.ml:8443/premier-acces/(\\S+)$", Pattern.MULTILINE)
            .matcher(text);
    assertThat(link.find()).as(text).isTrue();
    return link.group(1);
  }

  private People people() {
    var tables = SchemaJdbc.of(new JdbcTemplate(DATABASE));
    var passkeys =
        new Passkeys(
            new JdbcPublicKeyCredentialUserEntityRepository(tables),
            new JdbcUserCredentialRepository(tables),
            audit,
            () -> new PasskeyParty("localhost", "Nœud", Set.of("https://localhost")));
    return new People(
        sql,
        audit,
        passkeys,
        new PasswordPolicy(),
        encoder,
        new TransactionTemplate(new DataSourceTransactionManager(DATABASE)),
        () -> {},
        clock);
  }
}
