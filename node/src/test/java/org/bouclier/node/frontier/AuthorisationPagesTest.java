package org.bouclier.node.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bouclier.border.Purpose;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Browser;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.StateCode;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** Authorisations of transfer: written down by the authority, in time, and ended at once. */
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestPostgres.Node.class)
class AuthorisationPagesTest {

  private static final String PLACE = "/frontiere/autorisations";
  private static final StateCode BF = new StateCode("BF");

  @LocalServerPort int port;
  @Autowired ControlToken control;
  @Autowired Authorisations authorisations;

  @Test
  void an_act_holds_for_its_state_its_purpose_and_its_days_until_it_is_ended() {
    var agent = Browser.ofPerson(port, control, "autorisation.agent", "AUTHORITY_AGENT");
    var auditor = Browser.ofPerson(port, control, "autorisation.auditeur", "AUDITOR");
    var form =
        new HashMap<>(
            Map.of(
                "numero", "2026-014/APDP",
                "vers", "BF",
                "finalite", "INCIDENT_RESPONSE",
                "objet", "Adresses de victimes, incident de février",
                "depuis", "2026-02-01",
                "jusqua", "2026-02-28"));
    assertThat(agent.get(PLACE).body()).contains("Aucune autorisation n’est inscrite");
    for (var wrong :
        Map.of("numero", "<b>", "vers", "bf", "objet", "", "jusqua", "2026-01-01").entrySet()) {
      var bad = new HashMap<>(form);
      bad.put(wrong.getKey(), wrong.getValue());
      assertThat(agent.post(PLACE, bad).statusCode()).as(wrong.toString()).isEqualTo(422);
    }
    auditor.get(PLACE);
    assertThat(auditor.post(PLACE, form).statusCode()).isEqualTo(403);
    assertThat(agent.post(PLACE, form).statusCode()).isEqualTo(302);
    assertThat(agent.get(PLACE).body()).contains("2026-014/APDP", "hors délai");
    assertThat(agent.post(PLACE, form).statusCode()).as("the number is taken").isEqualTo(422);

    var during = Instant.parse("2026-02-28T12:00:00Z");
    assertThat(authorisations.number(BF, Purpose.INCIDENT_RESPONSE, during))
        .contains("2026-014/APDP");
    assertThat(authorisations.number(BF, Purpose.CYBER_DEFENCE, during)).isEmpty();
    assertThat(authorisations.number(new StateCode("NE"), Purpose.INCIDENT_RESPONSE, during))
        .isEmpty();
    for (var outside : new String[] {"2026-01-30T00:00:00Z", "2026-03-02T12:00:00Z"}) {
      assertThat(authorisations.number(BF, Purpose.INCIDENT_RESPONSE, Instant.parse(outside)))
          .isEmpty();
    }
    agent.get(PLACE);
    agent.post(PLACE + "/fin", Map.of("numero", "2026-014/APDP"));
    assertThat(agent.get(PLACE).body()).contains("terminée");
    assertThat(authorisations.number(BF, Purpose.INCIDENT_RESPONSE, during)).isEmpty();
    var administrator = Browser.ofPerson(port, control, "autorisation.admin", "ADMINISTRATOR");
    assertThat(administrator.get("/audit?acte=authorisations.").body())
        .contains("autorisation de transfert inscrite", "autorisation de transfert terminée");
  }
}
