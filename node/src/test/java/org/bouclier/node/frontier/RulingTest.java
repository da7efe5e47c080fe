package org.bouclier.node.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Decisions as the register keeps them. */
class RulingTest {

  @Test
  void a_decision_that_an_older_release_wrote_is_still_read() {
    var ruling =
        JsonMapper.shared()
            .readValue(
                """
                {"crossed": true, "code": "", "form": "intégrale", "rules": [], "obligations": [],
                 "nearest": [], "minimised": [], "policy": "00"}
                """,
                Ruling.class);

    assertThat(ruling.question()).isEmpty();
    assertThat(ruling.authorisation()).isEmpty();
    assertThat(ruling.form()).isEqualTo("intégrale");
  }
}
