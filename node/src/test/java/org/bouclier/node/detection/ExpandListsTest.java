package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.Engine;
import org.bouclier.detect.sigma.PlaceholderList;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The lists that rules ask for, and this site's mappings of fields: rules follow both. */
class ExpandListsTest {

  private static final String RULE =
      """
      title: Connexion à un serveur
      id: 11111111-2222-4333-8444-555555555555
      logsource: {product: windows, service: security}
      detection: {selection: {Computer|expand: '%Servers%'}, condition: selection}
      """;

  @TempDir Path directory;

  @Test
  void a_rule_waits_for_its_list_and_works_when_it_is_filled() throws Exception {
    var database = TestPostgres.freshDatabase();
    var sql = new ExpandListSql(JdbcClient.create(database));
    var engine = new Engine();
    var rules =
        new RuleFolder(
            directory.resolve("rules"),
            directory.resolve("mappings"),
            sql::lists,
            engine,
            Clock.systemUTC());
    List<String> acts = new ArrayList<>();
    var lists =
        new ExpandLists(
            sql,
            rules,
            (act, object, detail) -> acts.add(act + " " + object + " " + detail),
            new TransactionTemplate(new JdbcTransactionManager(database)),
            Clock.systemUTC());
    Files.createDirectories(directory.resolve("rules"));
    Files.writeString(directory.resolve("rules/r.yml"), RULE);

    rules.look();
    assertThat(engine.rules().size()).isZero();
    assertThat(line(lists, "Servers").waiting()).isEqualTo(1);
    assertThat(lists.shown())
        .extracting(ExpandListLine::name)
        .containsAll(PlaceholderList.STANDARD);

    lists.change(new PlaceholderList("Servers", List.of("SRV-*", "DC01")));
    assertThat(engine.rules().rules())
        .extracting(RuleInfo::title)
        .containsExactly("Connexion à un serveur");
    assertThat(line(lists, "Servers"))
        .isEqualTo(new ExpandListLine("Servers", List.of("SRV-*", "DC01"), 0));

    lists.change(new PlaceholderList("Servers", List.of()));
    assertThat(engine.rules().size()).isZero();
    assertThat(line(lists, "Servers").waiting()).isEqualTo(1);
    assertThat(acts)
        .containsExactly("lists.change Servers {entries=2}", "lists.change Servers {entries=0}");
  }

  @Test
  void mappings_of_this_site_are_taken_up_and_a_broken_one_is_shown() throws Exception {
    var engine = new Engine();
    var rules =
        new RuleFolder(
            directory.resolve("rules"),
            directory.resolve("mappings"),
            List::of,
            engine,
            Clock.systemUTC());
    rules.look();
    assertThat(rules.loaded().families()).contains("zeek").doesNotContain("maison");

    Path mapping = directory.resolve("mappings/maison.yml");
    Files.writeString(
        mapping, "family: maison\nsources:\n  - {when: {app: maison}, product: maison}\n");
    rules.look();
    assertThat(rules.loaded().families()).startsWith("maison");

    Files.writeString(mapping, "family: maison\nsource: []\n");
    rules.look();
    assertThat(rules.loaded().families()).doesNotContain("maison");
    assertThat(rules.loaded().refusals())
        .singleElement()
        .extracting(RuleRefusal::file, RuleRefusal::line, RuleRefusal::construct)
        .containsExactly(mapping.toString(), 2, "source");
  }

  private static ExpandListLine line(ExpandLists lists, String name) {
    return lists.shown().stream()
        .filter(list -> list.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
