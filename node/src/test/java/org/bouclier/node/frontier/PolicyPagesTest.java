package org.bouclier.node.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouclier.border.StandardPolicy;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Browser;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.Site;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/** Policies on the whole node: proposed, read, put in force by another person, and decided by. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class PolicyPagesTest {

  private static final String PLACE = "/frontiere/politiques";
  private static final Pattern REPLACED = Pattern.compile("name=\"remplace\" value=\"(\\d+)\"");

  @LocalServerPort int port;
  @Autowired ControlToken control;
  @Autowired PoliciesInForce inForce;
  @Autowired Policies policies;
  @Autowired JdbcClient database;
  @Autowired Site site;

  @Test
  void one_person_proposes_another_puts_in_force_and_decisions_follow() {
    var standard = StandardPolicy.textOf(site.state().value());
    assertThat(policies.present().text()).isEqualTo(standard);
    var awa = Browser.ofPerson(port, control, "politique.awa", "AUTHORITY_AGENT");
    var binta = Browser.ofPerson(port, control, "politique.binta", "AUTHORITY_AGENT");
    var auditor = Browser.ofPerson(port, control, "politique.auditeur", "AUDITOR");
    assertThat(auditor.get(PLACE).body()).contains("Politique livrée avec cette version");
    assertThat(auditor.get(PLACE + "/nouvelle").statusCode()).isEqualTo(403);

    assertThat(awa.get(PLACE + "/nouvelle").body()).contains("tlp-ambre-strict");
    var bad =
        awa.post(
            PLACE,
            Map.of(
                "texte",
                standard.replace("Tlp::\"GREEN\"", "Tlp::\"GREN\"").replace("\n", "\r\n"),
                "motif",
                "Essai",
                "action",
                "proposer"));
    assertThat(bad.statusCode()).isEqualTo(422);
    int line = standard.substring(0, standard.indexOf("Tlp::\"GREEN\"")).split("\n", -1).length;
    assertThat(bad.body())
        .contains("Ligne " + line, "n’existe pas")
        .contains("Tlp::&#34;GREN&#34;".substring(0, 5)); // the text is still in the form

    var closed = standard.replace("Public::\"communauté\"", "Public::\"organisations nommées\"");
    var seen = awa.post(PLACE, Map.of("texte", closed, "motif", "", "action", "examiner"));
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).contains("restreint", "communauté", "Ce qui changerait");
    assertThat(policies.versions(9)).hasSize(1);
    assertThat(
            awa.post(PLACE, Map.of("texte", closed, "motif", " ", "action", "proposer"))
                .statusCode())
        .isEqualTo(409);
    assertThat(
            awa.post(PLACE, Map.of("texte", standard, "motif", "Rien", "action", "proposer"))
                .body())
        .contains("déjà en vigueur");
    var proposed =
        awa.post(
            PLACE,
            Map.of(
                "texte", closed, "motif", "Pas de communauté cette année", "action", "proposer"));
    assertThat(proposed.statusCode()).isEqualTo(302);
    var page = proposed.headers().firstValue("Location").orElseThrow().replaceAll(";.*", "");
    var own = awa.get(page).body();
    assertThat(own).contains("Vous avez proposé cette version").doesNotContain("name=\"remplace\"");
    long before = policies.present().version();
    awa.post(page + "/activation", Map.of("remplace", Long.toString(before)));
    assertThat(awa.get(page).body()).contains("il y faut quelqu’un d’autre");
    assertThat(policies.present().version()).isEqualTo(before);
    assertThat(binta.get("/maintenant").body()).contains("attend votre décision");

    var other = binta.get(page).body();
    assertThat(other).contains("Mettre en vigueur", "Pas de communauté cette année");
    assertThat(binta.get(page + "/changements.csv").body())
        .startsWith("\"avant\",\"apres\"")
        .contains("\"intégrale\",\"refus\"", "communauté");
    var replaced = REPLACED.matcher(other);
    assertThat(replaced.find()).isTrue();
    binta.post(page + "/activation", Map.of("remplace", "999"));
    assertThat(binta.get(page).body()).contains("a changé depuis");
    var hash = inForce.get().policyHash();
    binta.post(page + "/activation", Map.of("remplace", replaced.group(1)));
    assertThat(binta.get(page).body()).contains("est en vigueur", "politique.binta");
    assertThat(inForce.get().policyHash()).isNotEqualTo(hash);
    assertThat(policies.present().text()).isEqualTo(closed);
    assertThat(policies.find(before).orElseThrow().state()).isEqualTo(PolicyState.REPLACED);

    var administrator = Browser.ofPerson(port, control, "politique.admin", "ADMINISTRATOR");
    assertThat(administrator.get("/audit?acte=policies.").body())
        .contains("politique proposée", "politique mise en vigueur", "politique.binta");
    assertThat(auditor.get(page + "/texte").body()).isEqualTo(closed);
  }

  @Test
  void neither_a_token_nor_the_operator_of_the_machine_proposes_and_the_base_holds_four_eyes() {
    var program = new Browser(port);
    var answer =
        program.send(
            program
                .request(PLACE)
                .header("Authorization", "Bearer " + control.value())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("action=proposer&motif=x&texte=x")));
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
    assertThatThrownBy(() ->
            database
                .sql(
                    """
                    insert into frontier.policy (text, hash, reason, state, proposer, proposed_by,
                      proposed_at, decider, decided_by, decided_at)
                    values ('', '', '', 'REPLACED', :one, 'a', now(), :one, 'a', now())
                    """)
                .param("one", UUID.randomUUID())
                .update())
        .isInstanceOf(DataIntegrityViolationException.class);
  }
}
