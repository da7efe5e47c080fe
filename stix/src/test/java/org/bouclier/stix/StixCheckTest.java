package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouclier.stix.StixProblem.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What STIX 2.1 forbids and advises, by hand and against OASIS's own validator. */
class StixCheckTest {

  /**
   * Where we keep to the text of the specification and OASIS's validator does not, or has an option
   * that we do not have.
   */
  private static final Map<Integer, String> KNOWN =
      Map.ofEntries(
          Map.entry(26, "option strict_types: no custom type at all"),
          Map.entry(46, "option strict_types: no custom type in a pattern either"),
          Map.entry(48, "option strict_types: no custom type in a pattern either"),
          Map.entry(88, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(90, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(92, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(94, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(95, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(97, "src_ref is no identifier: its UUID has 35 chars"),
          Map.entry(125, "a top-level extension is declared: its properties are not custom (7.3)"),
          Map.entry(126, "a top-level extension is declared: its properties are not custom (7.3)"),
          Map.entry(127, "a top-level extension is declared: its properties are not custom (7.3)"),
          Map.entry(128, "a top-level extension is declared: its properties are not custom (7.3)"));

  @Test
  void judges_as_the_oasis_validator_does_but_where_it_is_known_not_to() throws IOException {
    var cases = cases();
    var disagreements = new TreeMap<Integer, List<StixProblem>>();
    for (int i = 0; i < cases.size(); i++) {
      var problems = judged(cases.path(i));
      if (cases.path(i).path("valid").booleanValue() != problems.isEmpty()) {
        disagreements.put(i, problems);
      }
    }

    assertThat(cases.size()).isEqualTo(195);
    assertThat(disagreements.keySet())
        .as(disagreements.toString())
        .containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
  }

  @Test
  void with_that_identifier_repaired_traffic_is_judged_alike() throws IOException {
    int repaired = 0;
    for (var row : cases().values()) {
      var instance = (ObjectNode) row.path("instance");
      if (instance.path("src_ref").asString("").endsWith("22c398f78fb")) {
        instance.put("src_ref", "ipv4-addr--e42c19c8-f9fe-5ae9-9fc8-22c398f78fb0");
        repaired++;
        assertThat(judged(row).isEmpty())
            .as(row.toString())
            .isEqualTo(row.path("valid").booleanValue());
      }
    }
    assertThat(repaired).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "indicator; `\"name\": \"n\", \"description\": \"d\", \"pattern\": \"[ipv4-addr:value = '192.0.2.1']\", \"pattern_type\": \"stix\", \"valid_from\": \"2026-01-01T00:00:00Z\"`; ``",
        "indicator; `\"name\": \"n\", \"description\": \"d\", \"pattern\": \"[ipv4-addr:value\", \"pattern_type\": \"stix\", \"valid_from\": \"2026-01-01T00:00:00Z\"`; PATTERN",
        "indicator; `\"name\": \"n\", \"description\": \"d\", \"pattern\": \"alert tcp\", \"pattern_type\": \"snort\", \"valid_from\": \"2026-01-01T00:00:00Z\", \"valid_until\": \"2026-01-01T00:00:00Z\"`; TIMESTAMP",
        "malware; `\"name\": \"n\"`; MISSING",
        "malware; `\"is_family\": \"yes\"`; TYPE",
        "malware; `\"is_family\": true, \"aliases\": []`; EMPTY",
        "malware; `\"is_family\": true, \"malware_types\": [\"ver\"]`; VOCABULARY",
        "malware; `\"is_family\": true, \"sample_refs\": [\"url--3c10e93f-798e-5a26-a0c1-08156efab7f5\"]`; REFERENCE",
        "malware; `\"is_family\": true, \"confidence\": 101`; TYPE",
        "opinion; `\"opinion\": \"maybe\", \"object_refs\": [\"tool--00000000-0000-4000-8000-000000000001\"]`; VALUE",
        "location; `\"latitude\": 12.65`; TOGETHER",
        "location; `\"country\": \"ML\"`; ``",
        "location; `\"country\": \"Mali\"`; VALUE",
        "tool; `\"name\": \"n\", \"x_csirt_note\": 1`; CUSTOM_PROPERTY",
        "tool; `\"name\": \"n\", \"granular_markings\": [{\"marking_ref\": \"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1\", \"selectors\": [\"description\"]}]`; MARKING",
        "tool; `\"name\": \"n\", \"external_references\": [{\"source_name\": \"cve\", \"external_id\": \"12\"}]`; VALUE",
      })
  void each_fault_has_its_code(String type, String properties, String code) {
    var problems =
        StixValidation.problems(
            "{\"type\": \"%s\", \"spec_version\": \"2.1\", \"id\": \"%s--00000000-0000-4000-8000-000000000001\", \"created\": \"2026-01-01T00:00:00.000Z\", \"modified\": \"2026-01-01T00:00:00.000Z\", %s}"
                .formatted(type, type, properties));

    assertThat(problems.stream().map(problem -> problem.code().name()).distinct())
        .isEqualTo(code.isEmpty() ? List.of() : List.of(code));
  }

  @Test
  void what_this_library_makes_is_valid() throws IOException {
    var made = new ArrayList<StixObject>();
    for (var tlp : Tlp.values()) {
      made.add(tlp.markingDefinition());
    }
    for (var pap : Pap.values()) {
      made.add(pap.markingDefinition());
    }
    made.addAll(MispEvent.read(Sample.open("misp-event.json")).toStix().objects());

    assertThat(made).hasSizeGreaterThan(20);
    for (var object : made) {
      assertThat(object.problems().stream().filter(StixProblem::isError))
          .as(object.canonicalJson())
          .isEmpty();
    }
  }

  @Test
  void what_the_oasis_library_makes_is_valid() throws IOException {
    for (var line : Sample.text("observables.ndjson").lines().toList()) {
      assertThat(StixValidation.problems(line).stream().filter(StixProblem::isError))
          .as(line)
          .isEmpty();
    }
  }

  @Test
  void a_problem_of_a_bundle_names_the_object() {
    var problems =
        StixValidation.problems(
            """
            {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": [
              {"type": "mutex", "id": "mutex--00000000-0000-4000-8000-000000000002", "name": "m"},
              {"type": "mutex", "id": "mutex--00000000-0000-4000-8000-000000000003"}
            ]}
            """);

    assertThat(problems)
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.index()).isEqualTo(1);
          assertThat(problem.property()).isEqualTo("name");
          assertThat(problem.isError()).isTrue();
          assertThat(problem.toString()).contains("objet n°", "[stix.missing]");
        });
  }

  private static JsonNode cases() throws IOException {
    return StixJson.MAPPER.readTree(Files.readString(TestData.file("stix/object-validity.json")));
  }

  private static List<StixProblem> judged(JsonNode row) {
    var options = row.path("options");
    return StixValidation.problems(row.path("instance")).stream()
        .filter(problem -> isAsked(problem, options))
        .toList();
  }

  private static boolean isAsked(StixProblem problem, JsonNode options) {
    if (problem.isError()) {
      return true;
    }
    if (options.has("strict_properties") && problem.code() == Code.CUSTOM_PROPERTY) {
      return true;
    }
    if (options.has("enabled")) {
      return is(problem, options.path("enabled").stringValue());
    }
    for (var disabled : options.path("disabled").asString("").split("[^a-z0-9-]+")) {
      if (is(problem, disabled)) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(StixProblem problem, String check) {
    return switch (check) {
      case "extensions-use" ->
          problem.code() == Code.CUSTOM_PROPERTY || problem.code() == Code.CUSTOM_TYPE;
      case "custom-prefix" -> problem.code() == Code.CUSTOM_PREFIX;
      case "custom-prefix-lax" -> problem.code() == Code.CUSTOM_NAME;
      case "uuid-check" -> problem.code() == Code.UUID_VERSION;
      case "1" ->
          Set.of(Code.FORMAT, Code.CUSTOM_PREFIX, Code.CUSTOM_NAME, Code.UUID_VERSION)
              .contains(problem.code());
      case "2" -> problem.code() == Code.VOCABULARY || problem.code() == Code.RELATIONSHIP;
      case "hash-algo" ->
          problem.code() == Code.VOCABULARY && problem.property().contains("hashes");
      case "hash-length" -> problem.code() == Code.FORMAT && problem.property().contains("hashes");
      case "observable-dictionary-keys", "mime-type" -> problem.code() == Code.FORMAT;
      case "indicator-properties", "extension-description", "network-traffic-ports" ->
          problem.code() == Code.ADVICE;
      case "malware-types",
          "tool-types",
          "account-type",
          "attack-resource-level",
          "threat-actor-sophistication",
          "protocols",
          "socket-options",
          "http-request-headers",
          "pdf-doc-info",
          "windows-process-priority-format" ->
          problem.code() == Code.VOCABULARY;
      default -> false;
    };
  }
}
