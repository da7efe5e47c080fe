package org.bouclier.node.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.detection.AlertRaised;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class IncidentsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T23:30:00Z");
  private static final OpeningRule RULE =
      new OpeningRule(
          UUID.randomUUID(),
          1,
          "Serveurs de commande",
          true,
          Severity.HIGH,
          Set.of("INDICATOR"),
          Set.of(),
          Duration.ofHours(24),
          RsitClass.C2_SERVER,
          Tlp.AMBER);

  private final DataSource database = TestPostgres.freshDatabase();
  private final ResponseSql sql = new ResponseSql(JdbcClient.create(database));
  private final List<Object> published = new ArrayList<>();
  private final Incidents incidents =
      new Incidents(
          sql,
          new TransactionTemplate(new JdbcTransactionManager(database)),
          published::add,
          site(),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void references_count_from_one_in_each_year_of_the_node_s_zone() {
    assertThat(open("Premier").reference()).hasToString("ML-2026-0001");
    assertThat(open("Second").reference()).hasToString("ML-2026-0002");
    assertThat(published)
        .hasSize(2)
        .allSatisfy(event -> assertThat(event).isInstanceOf(IncidentOpened.class));
  }

  @Test
  void the_lists_say_what_the_fold_of_the_entries_says() {
    var reference = open("Hameçonnage de la douane").reference();
    add(reference, new Entry.Commented("vu au téléphone"));
    add(reference, new Entry.SeverityChanged(Severity.CRITICAL));
    add(reference, new Entry.TlpChanged(Tlp.RED));
    add(reference, new Entry.Reclassified(RsitClass.PHISHING));
    add(reference, new Entry.StatusChanged(IncidentStatus.ANALYSIS, ""));
    add(reference, new Entry.TaskAdded(99, "Prévenir Orange", "awa", LocalDate.of(2026, 11, 30)));
    add(reference, new Entry.TaskAdded(0, "Bloquer le nom", "", null));
    add(reference, new Entry.TaskSettled(2, true));
    add(reference, new Entry.ObservableAdded("douane-mali.example"));
    add(reference, new Entry.ObservableShared("douane-mali.example", "indicator--1"));
    add(reference, new Entry.Retitled("Faux site de la douane"));

    var found = incidents.find(reference).orElseThrow();
    assertThat(found.incident())
        .isEqualTo(
            Incident.fold(
                found.incident().id(), reference, sql.contributions(found.incident().id())));
    assertThat(found.incident().tasks())
        .extracting(Incident.Task::number, Incident.Task::title, Incident.Task::isDone)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "Prévenir Orange", false),
            org.assertj.core.groups.Tuple.tuple(2, "Bloquer le nom", true));
    assertThat(found.incident().observables())
        .containsExactly(new Incident.Observable("douane-mali.example", "indicator--1"));
    var row = incidents.list(IncidentFilter.ALL, 10).getFirst();
    assertThat(row.title()).isEqualTo(found.incident().title()).isEqualTo("Faux site de la douane");
    assertThat(row.severity()).isEqualTo(found.incident().severity());
    assertThat(row.tlp()).isEqualTo(found.incident().tlp());
    assertThat(row.rsit()).isEqualTo(found.incident().rsit());
    assertThat(row.status()).isEqualTo(found.incident().status());
    assertThat(sql.waitingTasks("awa", 10))
        .containsExactly(
            new ResponseSql.WaitingTask(
                reference.toString(), "Prévenir Orange", LocalDate.of(2026, 11, 30)));
  }

  @Test
  void entries_are_never_changed_nor_removed_even_by_sql() {
    open("Premier");
    var jdbc = JdbcClient.create(database);

    assertThatThrownBy(() -> jdbc.sql("update response.entry set author = 'x'").update())
        .hasMessageContaining("never changed");
    assertThatThrownBy(() -> jdbc.sql("delete from response.entry").update())
        .hasMessageContaining("never changed");
    assertThatThrownBy(() -> jdbc.sql("truncate response.incident cascade").update())
        .hasMessageContaining("never changed");
  }

  @Test
  void an_alert_joins_the_open_incident_that_saw_the_same_thing_lately() {
    var first = incidents.place(alert("evil.example", "indicator--1", NOW), RULE, "Bouclier");
    var sameObservable = incidents.place(alert("evil.example", "indicator--2", NOW), RULE, "B");
    var sameIndicator = incidents.place(alert("www.evil.example", "indicator--1", NOW), RULE, "B");
    var other = incidents.place(alert("autre.example", "indicator--3", NOW), RULE, "B");

    assertThat(sameObservable).isEqualTo(first);
    assertThat(sameIndicator).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(incidents.find(first).orElseThrow().incident().alerts()).hasSize(3);
    assertThat(incidents.list(IncidentFilter.ALL, 10)).extracting(IncidentRow::alerts).contains(3);
  }

  @Test
  void an_alert_after_the_window_or_after_the_closing_opens_another_incident() {
    var old =
        incidents.place(
            alert("evil.example", "indicator--1", NOW.minus(Duration.ofHours(25))), RULE, "B");
    var later = incidents.place(alert("evil.example", "indicator--1", NOW), RULE, "B");
    assertThat(later).isNotEqualTo(old);

    add(later, new Entry.StatusChanged(IncidentStatus.CLOSED, "traité"));
    assertThat(incidents.place(alert("evil.example", "indicator--1", NOW), RULE, "B"))
        .isNotEqualTo(later);
  }

  @Test
  void an_alert_delivered_twice_changes_nothing_the_second_time() {
    var alert = alert("evil.example", "indicator--1", NOW);
    var first = incidents.place(alert, RULE, "B");

    assertThat(incidents.place(alert, RULE, "B")).isEqualTo(first);
    assertThat(incidents.find(first).orElseThrow().contributions()).hasSize(2);
    assertThat(incidents.of(alert.alertId())).contains(first);
  }

  @Test
  void twenty_alerts_of_one_attack_at_once_make_one_incident() throws Exception {
    var references = new ArrayList<Reference>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Reference>>();
      for (int i = 0; i < 20; i++) {
        var alert = alert("h" + i + ".evil.example", "indicator--1", NOW);
        calls.add(() -> incidents.place(alert, RULE, "B"));
      }
      for (var answer : threads.invokeAll(calls)) {
        references.add(answer.get());
      }
    }

    assertThat(Set.copyOf(references)).hasSize(1);
    assertThat(incidents.find(references.getFirst()).orElseThrow().incident().alerts()).hasSize(20);
  }

  @Test
  void a_rule_takes_alerts_of_its_severity_kind_and_source_only() {
    var alert = alert("evil.example", "indicator--1", NOW);

    assertThat(RULE.takes(alert)).isTrue();
    assertThat(with(Severity.CRITICAL, Set.of(), Set.of()).takes(alert)).isFalse();
    assertThat(with(Severity.LOW, Set.of("RULE"), Set.of()).takes(alert)).isFalse();
    assertThat(with(Severity.LOW, Set.of(), Set.of("mandataire")).takes(alert)).isFalse();
    assertThat(with(Severity.LOW, Set.of(), Set.of("resolveur")).takes(alert)).isTrue();
    assertThat(sql.rules()).as("the rules every node starts with").hasSize(2);
  }

  @Test
  void what_does_not_fit_is_refused_with_a_reason() {
    var reference = open("Premier").reference();

    assertThatThrownBy(() -> add(reference, new Entry.TaskSettled(7, true)))
        .isInstanceOf(IncidentRefusal.class)
        .hasMessageContaining("tâche 7");
    assertThatThrownBy(
            () -> add(new Reference(new StateCode("ML"), 2026, 77), new Entry.Commented("x")))
        .isInstanceOf(IncidentRefusal.class)
        .hasMessageContaining("ML-2026-0077");
  }

  @Test
  void lists_are_filtered_and_paged_by_key() {
    for (int i = 0; i < 7; i++) {
      open("Incident " + i);
    }
    var all = incidents.list(IncidentFilter.ALL, 100);
    var paged = new ArrayList<IncidentRow>();
    Cursor after = null;
    do {
      var page =
          incidents.list(new IncidentFilter(true, Severity.LOW, "incident", "", null, after), 3);
      paged.addAll(page);
      after = page.isEmpty() ? null : new Cursor(page.getLast().updatedAt(), page.getLast().id());
    } while (after != null);

    assertThat(paged).isEqualTo(all).hasSize(7);
    assertThat(incidents.list(new IncidentFilter(false, Severity.LOW, "", "", null, null), 10))
        .isEmpty();
    assertThat(
            incidents.list(
                new IncidentFilter(null, Severity.LOW, "ml-2026-0003", "", null, null), 10))
        .hasSize(1);
    assertThat(Cursor.parse("n’importe quoi_x")).isEmpty();
  }

  private Incident open(String title) {
    var opened =
        new Entry.Opened(title, Severity.MEDIUM, Tlp.GREEN, RsitClass.UNDETERMINED, "essai");
    return incidents.open(opened, List.of(), "awa", "");
  }

  private Incident add(Reference reference, Entry entry) {
    return incidents.add(reference, entry, "awa");
  }

  private static OpeningRule with(Severity least, Set<String> kinds, Set<String> sources) {
    return new OpeningRule(
        UUID.randomUUID(),
        1,
        "r",
        true,
        least,
        kinds,
        sources,
        Duration.ZERO,
        RsitClass.OTHER,
        Tlp.RED);
  }

  private static AlertRaised alert(String observable, String indicator, Instant at) {
    return new AlertRaised(
        UUID.randomUUID(),
        "Vu : " + observable,
        Severity.HIGH,
        "INDICATOR",
        observable,
        indicator,
        "",
        "resolveur",
        at);
  }

  static Site site() {
    return new Site(
        new StateCode("ML"),
        "Nœud national du Mali",
        "Bamako",
        Path.of("target"),
        new InetSocketAddress("localhost", 0),
        new InetSocketAddress("localhost", 0),
        URI.create("https://localhost:1"),
        ZoneId.of("Africa/Bamako"));
  }
}
