package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.nio.file.Files;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.NodeApplication;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.ControlToken;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.security.core.Authentication;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pages and the API of the desk on the whole node, as an analyst and as a program meet them.
 */
@SpringBootTest(classes = NodeApplication.class)
@AutoConfigureMockMvc
@ContextConfiguration(initializers = TestPostgres.Node.class)
class PagesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired private MockMvc node;
  @Autowired private ControlToken control;
  @Autowired private Indicators indicators;
  @Autowired private Imports imports;
  @Autowired private BlockLists lists;

  @Test
  void a_program_imports_confirms_finds_and_fetches_the_block_list() throws Exception {
    var dry =
        json(
            import_("list", "?name=essai&tlp=green&dryRun=true", "api-evil.top\nrien du tout\n"),
            200);
    assertThat(dry.path("accepted").asInt()).as(dry.toString()).isEqualTo(1);
    assertThat(dry.path("rejected").asInt()).isEqualTo(1);
    assertThat(dry.at("/lines/0/line").asInt()).isEqualTo(2);
    assertThat(dry.at("/lines/0/code").asString()).isEqualTo("indicator.unknown");

    var real = json(api(post("/api/v1/imports/" + dry.path("id").asString() + "/apply")), 200);
    assertThat(real.path("dryRun").asBoolean()).isFalse();
    var found = json(api(get("/api/v1/indicators?q=api-evil&kind=domain")), 200).path("items");
    assertThat(found.size()).isEqualTo(1);
    assertThat(found.at("/0/status").asString()).isEqualTo("proposed");
    String id = found.at("/0/id").asString();

    var confirmed = json(api(post("/api/v1/indicators/" + id + "/confirm")), 200);
    assertThat(confirmed.path("status").asString()).isEqualTo("confirmed");
    assertThat(confirmed.at("/values/0/detected").asBoolean()).isTrue();
    lists.bringUpToDate();
    var zone = api(get("/api/v1/outputs/rpz"));
    assertThat(zone.getContentAsString()).contains("api-evil.top CNAME .");
    assertThat(
            api(get("/api/v1/outputs/rpz").header("If-None-Match", zone.getHeader("ETag")))
                .getStatus())
        .isEqualTo(304);
    assertThat(api(get("/api/v1/outputs/rpz/signature")).getContentAsString(UTF_8))
        .contains("\nrpz\n")
        .contains("— ML/sorties ");
    assertThat(json(api(get("/api/v1/outputs")), 200).path("outputs").size()).isEqualTo(4);
    assertThat(json(api(get("/api/v1/sightings?indicator=" + id)), 200).path("items").size())
        .isZero();
  }

  @Test
  void a_refusal_has_a_stable_code_and_a_french_sentence() throws Exception {
    var format = json(import_("klingon", "", "x"), 400);
    assertThat(format.path("code").asString()).isEqualTo("intelligence.format");
    var broken = json(import_("csv", "?name=t", "a;b\n1;2\n"), 422);
    assertThat(broken.path("code").asString()).isEqualTo("intelligence.columns");
    assertThat(broken.path("detail").asString()).contains("colonne");
    var form =
        json(
            api(
                post("/api/v1/indicators/import?format=list")
                    .contentType("application/x-www-form-urlencoded")
                    .content("evil.top")),
            415);
    assertThat(form.path("code").asString()).isEqualTo("intelligence.content-type");
    var unknown =
        json(api(post("/api/v1/indicators/" + Bundles.id("indicator", 404) + "/confirm")), 404);
    assertThat(unknown.path("code").asString()).isEqualTo("intelligence.unknown");
    var wrong = json(api(post("/api/v1/indicators/evil/confirm")), 400);
    assertThat(wrong.path("code").asString()).isEqualTo("stix.id");
    var value =
        json(
            api(
                post("/api/v1/indicators")
                    .contentType("application/json")
                    .content("{\"value\":\"rien du tout\"}")),
            422);
    assertThat(value.path("code").asString()).isEqualTo("indicator.unknown");
  }

  @Test
  void an_analyst_examines_a_file_and_then_imports_it() throws Exception {
    byte[] sample = Files.readAllBytes(ImportTest.samples().resolve("stix/volta-stealer.json"));
    var form =
        multipart("/connaissances/importer")
            .file(new MockMultipartFile("fichier", "volta.json", "application/json", sample))
            .param("format", "stix")
            .param("nom", "Infoblox")
            .param("tlp", "GREEN")
            .param("statut", "confirmed");
    String report = location(page(form.with(csrf())));
    var id = UUID.fromString(report.substring(report.lastIndexOf('/') + 1));
    imports.run(id);

    assertThat(page(get(report)).getContentAsString(UTF_8))
        .contains("Examen terminé")
        .contains("Importer pour de bon");
    assertThat(indicators.find(org.bouclier.stix.StixId.parse(volta()))).isEmpty();
    assertThat(location(page(post(report + "/appliquer").with(csrf())))).isEqualTo(report);
    imports.run(id);
    assertThat(page(get(report)).getContentAsString(UTF_8)).contains("Import terminé");

    String list = page(get("/connaissances?q=volta")).getContentAsString(UTF_8);
    assertThat(list)
        .contains("Volta Stealer")
        .contains("launcherpatch[.]com")
        .contains("TLP:CLEAR");
    String object = page(get("/connaissances/" + volta())).getContentAsString(UTF_8);
    assertThat(object).contains("indicates").contains("Texte STIX").contains("Infoblox");
    assertThat(page(get("/connaissances.csv?q=volta")).getContentAsString(UTF_8))
        .startsWith("id,kind,name,value,")
        .contains("launcherpatch.com");
  }

  @Test
  void an_analyst_makes_confirms_and_takes_back_an_indicator_and_is_asked_back_first()
      throws Exception {
    var made =
        page(
            post("/connaissances/nouveau")
                .with(csrf())
                .param("valeur", "hxxp://page[.]top/entrée")
                .param("nom", "Faux site <script>alert(1)</script>"));
    String path = location(made);
    assertThat(page(get(path)).getContentAsString(UTF_8))
        .contains("Confirmer et partager")
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert");
    String id = path.substring(path.lastIndexOf('/') + 1);

    String asked =
        page(post("/connaissances/decider").with(csrf()).param("id", id).param("acte", "confirmer"))
            .getContentAsString(UTF_8);
    assertThat(asked).contains("Confirmer et partager 1 indicateur\u202f?");
    page(
        post("/connaissances/decider")
            .with(csrf())
            .param("id", id)
            .param("acte", "confirmer")
            .param("sur", "oui"));
    var known = indicators.find(org.bouclier.stix.StixId.parse(id)).orElseThrow();
    assertThat(known.status()).isEqualTo(IndicatorStatus.CONFIRMED);

    page(
        post("/connaissances/decider")
            .with(csrf())
            .param("id", id)
            .param("acte", "revoquer")
            .param("sur", "oui"));
    assertThat(page(get(path)).getContentAsString(UTF_8)).contains("révoqué").contains("<ins>");
  }

  @Test
  void a_form_that_is_not_understood_comes_back_with_what_was_written() throws Exception {
    String again =
        page(post("/connaissances/nouveau")
                .with(csrf())
                .param("valeur", "rien du tout")
                .param("description", "vu hier")
                .param("fin", "2020-01-01"))
            .getContentAsString(UTF_8);

    assertThat(again)
        .contains("value=\"rien du tout\"")
        .contains("vu hier")
        .contains("aria-invalid=\"true\"")
        .contains("class=\"error\"");
  }

  @Test
  void the_other_pages_say_what_they_are_for() throws Exception {
    indicators.propose(SharingTest.made("8.8.8.8", org.bouclier.stix.Tlp.GREEN, null));
    assertThat(page(get("/connaissances/sources")).getContentAsString(UTF_8))
        .contains("Reçu des pairs");
    assertThat(page(get("/connaissances/precautions")).getContentAsString(UTF_8))
        .contains("Résolveurs DNS publics")
        .contains("Suspendre");
    lists.bringUpToDate();
    assertThat(page(get("/sorties")).getContentAsString(UTF_8))
        .contains("Zone DNS RPZ")
        .contains("unbound-control")
        .contains("data-copy");
    assertThat(page(get("/sorties/hosts")).getContentAsString(UTF_8)).startsWith("# Bouclier ML");
    assertThat(page(get("/connaissances/" + Bundles.id("indicator", 404))).getStatus())
        .isEqualTo(404);
  }

  private MockHttpServletResponse import_(String format, String query, String content)
      throws Exception {
    String and = query.isEmpty() ? "?format=" : query + "&format=";
    return api(
        post("/api/v1/indicators/import" + and + format)
            .contentType("application/octet-stream")
            .content(content.getBytes(UTF_8)));
  }

  private MockHttpServletResponse api(AbstractMockHttpServletRequestBuilder<?> request)
      throws Exception {
    return node.perform(request.header("Authorization", "Bearer " + control.value()))
        .andReturn()
        .getResponse();
  }

  private MockHttpServletResponse page(AbstractMockHttpServletRequestBuilder<?> request)
      throws Exception {
    return node.perform(request.header("Accept", "text/html").with(authentication(analyst())))
        .andReturn()
        .getResponse();
  }

  /** Accounts makes authentications itself and shows nobody how: a test borrows its door. */
  private static Authentication analyst() throws ReflectiveOperationException {
    var of =
        Class.forName("org.bouclier.node.accounts.ActorAuthentication")
            .getDeclaredMethod("of", Actor.class, Set.class);
    of.setAccessible(true);
    return (Authentication)
        of.invoke(null, Actor.LocalOperator.AT_THE_MACHINE, Set.of(Permission.values()));
  }

  private static JsonNode json(MockHttpServletResponse answer, int status) throws Exception {
    String text = answer.getContentAsString(UTF_8);
    assertThat(answer.getStatus()).as(text).isEqualTo(status);
    return JSON.readTree(text);
  }

  private static String location(MockHttpServletResponse answer) {
    assertThat(answer.getStatus()).isBetween(300, 399);
    return java.util.Objects.requireNonNull(answer.getHeader("Location"));
  }

  private static String volta() throws Exception {
    String bundle = Files.readString(ImportTest.samples().resolve("stix/volta-stealer.json"));
    int at = bundle.indexOf("\"indicator--") + 1;
    return bundle.substring(at, at + "indicator--".length() + 36);
  }
}
