package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that are no policy: none is put in force, and each says why and where. */
class PolicyTextTest {

  private static final String HEAD =
      """
      // une remarque ; avec un point-virgule
      @id("essai-un")
      @texte("Une règle ; d’essai.")
      @loi("")
      @article("")
      @statut("politique interne")
      permit (principal, action, resource)
      when { resource.tlp == Tlp::"GREEN" };

      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resource.tlp == Tlp::\"GREN\" | la valeur « Tlp::\"GREN\" » n’existe pas",
        "resource.tpl == Tlp::\"GREEN\" | l’attribut « tpl » n’existe pas ; vouliez-vous « tlp » ?",
        "resource.tlp = Tlp::\"GREEN\" | « = » n’est pas un opérateur",
        "resource.tlp == \"GREEN\" | une valeur de « String » ne se compare pas à une de « Tlp »",
        "resource.tlp == Tlp::\"GREEN\" && | « } » est inattendu ici",
        "resource has tlp | la frontière ne connaît pas « has »",
        "if true then true else false | la frontière ne connaît pas « if-then-else »",
        "1 + 9223372036854775807 > 3 | la frontière ne connaît pas « > »",
        "ip(\"1.1.1.1\").isIpv4() | la frontière ne connaît pas « isIpv4 »",
        "resource == resource | la frontière ne connaît pas « Var »",
        "resource.tlp == Tlp::\"GREEN\" && resource.tlp == Tlp::\"RED\" | la règle ne s’applique à rien",
        "[Tlp::\"GREEN\"].contains(resource.tlp) && resource.pap == Pap::\"RED\" && resource.matiere == Matiere::\"document\" && principal.public == Public::\"public\" && context.finalite == Finalite::\"blocage\" && resource.donnees.isEmpty() | la règle lit trop d’attributs à la fois : écrivez-en deux",
      })
  void a_condition_that_the_border_cannot_hold_is_refused_with_its_line(
      String condition, String message) {
    var text = HEAD + rule("essai-deux", "Un essai.", "politique interne", condition);

    assertThat(faults(text))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.message().replace('\u00a0', ' ')).isEqualTo(message);
          assertThat(fault.line()).isBetween(11, 19);
        });
  }

  @Test
  void the_line_of_a_value_that_does_not_exist_is_its_own() {
    var text =
        HEAD
            + rule(
                "essai-deux",
                "Éàç « accents ».",
                "politique interne",
                "true &&\n  resource.pap == Pap::\"é\"");

    assertThat(faults(text)).extracting(PolicyFault::line).containsExactly(19);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Essai | Un essai. | politique interne | @id : des mots",
        "essai-un | Un essai. | politique interne | est déjà celui d’une autre règle",
        "essai-deux | '' | politique interne | @texte est vide",
        "essai-deux | Un essai. | légal | @statut :",
        "essai-deux | Un essai. | vérifié | une règle vérifiée nomme sa loi et son article",
      })
  void a_rule_that_people_could_not_read_is_refused(
      String id, String text, String status, String message) {
    assertThat(faults(HEAD + rule(id, text, status, "resource.pap == Pap::\"RED\"")))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.message().replace('\u00a0', ' ')).contains(message);
          assertThat(fault.line()).isEqualTo(11);
        });
  }

  @Test
  void annotations_that_lack_or_that_nobody_knows_are_refused() {
    assertThat(faults("permit (principal, action, resource);"))
        .extracting(fault -> fault.message())
        .contains("il manque l’annotation @id", "il manque l’annotation @statut");
    assertThat(faults(HEAD.replace("@loi(\"\")", "@loi(\"\") @lois(\"x\")")))
        .extracting(PolicyFault::message)
        .containsExactly("l’annotation @lois n’existe pas");
    assertThat(faults(HEAD.replace("@loi(\"\")", "@loi(\"\") @loi(\"x\")")))
        .extracting(PolicyFault::message)
        .containsExactly("l’annotation @@loi est écrite deux fois".replace("@@", "@"));
  }

  @Test
  void heads_templates_and_torn_texts_are_refused() {
    assertThat(faults(HEAD.replace("permit (principal", "permit (principal is Destinataire")))
        .hasSize(1);
    assertThat(faults(HEAD.replace("permit (principal", "permit (principal == ?principal")))
        .hasSize(1);
    assertThat(faults(HEAD + "permit (principal, action, resource) when {"))
        .extracting(PolicyFault::message)
        .containsExactly("la règle n’est pas finie");
    assertThat(faults("@id(\"torn")).hasSize(1);
    assertThat(faults("é".repeat(200_000))).hasSize(1);
    assertThat(faults("a;".repeat(301))).extracting(PolicyFault::line).containsExactly(1);
    assertThat(faults("a;\n".repeat(100))).hasSize(20);
  }

  @Test
  void a_forbid_prevails_and_negation_and_or_say_what_they_say_in_cedar() {
    var border =
        CedarBorder.of(
            HEAD
                + rule(
                        "sauf-pap",
                        "Sauf PAP.",
                        "politique interne",
                        "!(resource.pap == Pap::\"CLEAR\" || resource.pap == Pap::\"GREEN\")"
                            + " || resource.donnees.containsAny([Donnees::\"données sensibles\"])")
                    .replace("permit", "forbid"));

    assertThat(border.form(request(Tlp.GREEN, Pap.GREEN, Set.of()))).contains(Form.WHOLE);
    assertThat(border.form(request(Tlp.CLEAR, Pap.GREEN, Set.of()))).isEmpty();
    assertThat(border.form(request(Tlp.GREEN, Pap.AMBER, Set.of()))).isEmpty();
    assertThat(border.form(request(Tlp.GREEN, Pap.CLEAR, Set.of(DataClass.SENSITIVE)))).isEmpty();
    assertThat(border.form(request(Tlp.GREEN, Pap.CLEAR, Set.of(DataClass.DIRECT_PERSONAL))))
        .contains(Form.WHOLE);
  }

  private static Request request(Tlp tlp, Pap pap, Set<DataClass> classes) {
    return new Request(
        "indicator",
        tlp,
        pap,
        classes,
        Origin.ours(tlp),
        Destination.member("BF"),
        Purpose.CYBER_DEFENCE,
        false);
  }

  private static String rule(String id, String text, String status, String condition) {
    return """

    @id("%s")
    @texte("%s")
    @loi("")
    @article("")
    @statut("%s")
    permit (principal, action, resource)
    when {
      %s
    };
    """
        .formatted(id, text, status, condition);
  }

  private static List<PolicyFault> faults(String text) {
    var refusal = catchThrowableOfType(MalformedPolicyException.class, () -> CedarBorder.of(text));
    assertThat(refusal).as(text).isNotNull();
    return refusal.faults();
  }
}
