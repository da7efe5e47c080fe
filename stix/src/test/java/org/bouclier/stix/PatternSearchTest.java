package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Patterns on observations, by hand and with the rows of OASIS's own matcher. */
class PatternSearchTest {

  /**
   * Rows whose observations are not those of the test they come from: they were taken after a later
   * test had moved them from 1994 to 2000.
   */
  private static final Set<Integer> STRAY = Set.of(145, 146, 148, 149, 150, 158, 159);

  private static final List<JsonNode> SEEN =
      List.of(
          seen("2026-01-29T10:00:00Z", "2026-01-29T10:00:00Z", 1, "alice", 10),
          seen("2026-01-29T10:00:05Z", "2026-01-29T10:00:05Z", 2, "bob", 15),
          seen("2026-01-29T10:00:10Z", "2026-01-29T10:00:20Z", 1, "carol", 22));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "[person:name = 'bob']; true",
        "[person:name = 'bob' AND person:age > 20]; false",
        "[person:name = 'bob' OR person:age > 20]; true",
        "[person:age IN (1, 15.0)]; true",
        "[person:age NOT IN (10, 15, 22)]; false",
        "[EXISTS person:age]; true",
        "[EXISTS person:tags]; false",
        "[person:name LIKE '_li%']; true",
        "[person:name LIKE 'li%']; false",
        "[person:name MATCHES '^c.+l$']; true",
        "[person:name > 'a\\'b']; true",
        "[person:name = 'alice'] AND [person:name = 'bob']; true",
        "[person:name = 'alice'] AND [person:age < 15]; false",
        "[person:name = 'bob'] AND [person:age = 15]; true",
        "[person:name = 'bob'] REPEATS 2 TIMES; true",
        "[person:name = 'bob'] REPEATS 3 TIMES; false",
        "[person:age > 0] REPEATS 4 TIMES; true",
        "[person:age > 0] REPEATS 5 TIMES; false",
        "[person:name = 'alice'] FOLLOWEDBY [person:name = 'bob'] FOLLOWEDBY [person:name = 'carol']; true",
        "[person:name = 'bob'] FOLLOWEDBY [person:name = 'alice']; false",
        "([person:name = 'alice'] AND [person:name = 'bob']) WITHIN 5 SECONDS; true",
        "([person:name = 'alice'] AND [person:name = 'bob']) WITHIN 4.9 SECONDS; false",
        "([person:name = 'alice'] AND [person:name = 'carol']) WITHIN 10 SECONDS; true",
        "[person:name = 'bob'] START t'2026-01-29T10:00:05Z' STOP t'2026-01-29T10:00:06Z'; true",
        "[person:name = 'bob'] START t'2026-01-29T10:00:04Z' STOP t'2026-01-29T10:00:05Z'; false",
        "[person:name = 'carol'] START t'2026-01-29T10:00:15Z' STOP t'2026-01-29T10:00:16Z'; true",
        "[other:name = 'bob']; false",
      })
  void operators_and_qualifiers_mean_what_the_specification_says(String pattern, String expected) {
    assertThat(judged(pattern.replace("\\\\", "\\"), SEEN)).isEqualTo(expected);
  }

  @Test
  void a_reference_is_followed_and_a_list_is_searched() {
    var bundle =
        StixJson.MAPPER.readTree(
            """
            {"type": "bundle", "objects": [
              {"type": "observed-data", "first_observed": "2026-01-29T10:00:00Z",
               "last_observed": "2026-01-29T10:00:00Z", "number_observed": 1, "object_refs": ["m"]},
              {"type": "email-message", "id": "m", "from_ref": "a", "to_refs": ["b", "gone"]},
              {"type": "email-addr", "id": "a", "value": "caisse@faux-tresor.example"},
              {"type": "email-addr", "id": "b", "value": "awa@tresor.example"}]}
            """);

    assertThat(judged("[email-message:from_ref.value LIKE '%faux%']", List.of(bundle)))
        .isEqualTo("true");
    assertThat(judged("[email-message:to_refs[*].value = 'awa@tresor.example']", List.of(bundle)))
        .isEqualTo("true");
    assertThat(judged("[email-message:to_refs[1].value = 'awa@tresor.example']", List.of(bundle)))
        .isEqualTo("false");
    assertThat(judged("[email-message:to_refs[-1].value = 'awa@tresor.example']", List.of(bundle)))
        .isEqualTo("false");
    assertThat(judged("[email-addr:value = 'awa@tresor.example']", List.of(bundle)))
        .as("known, but not what was seen")
        .isEqualTo("false");
  }

  @Test
  void what_cannot_be_judged_is_neither_yes_nor_no() {
    assertThat(judged("[person:name = t'2026-01-01T00:00:00Z']", SEEN)).isEqualTo("error");
    assertThat(judged("[person:name ISSUBSET '10.0.0.0/8']", SEEN)).isEqualTo("error");
    assertThat(judged("[person:name MATCHES '(']", SEEN)).isEqualTo("error");
    assertThat(judged("[person:age > 0] REPEATS 100000 TIMES", SEEN)).isEqualTo("error");
    assertThatThrownBy(() ->
            Observation.of(List.of(StixJson.MAPPER.readTree("{\"type\": \"observed-data\"}"))))
        .isInstanceOf(MalformedStixException.class);
  }

  @Test
  void a_hostile_expression_or_pattern_ends() {
    var long_ = seen("2026-01-29T10:00:00Z", "2026-01-29T10:00:00Z", 1, "a".repeat(5_000) + "!", 1);
    var many = new ArrayList<JsonNode>();
    for (int i = 0; i < 60; i++) {
      many.add(
          seen(
              "2026-01-29T10:%02d:00Z".formatted(i),
              "2026-01-29T10:%02d:00Z".formatted(i),
              1,
              "x",
              i));
    }

    assertThat(judged("[person:name MATCHES '^(a+)+$']", List.of(long_))).isEqualTo("error");
    var deep = seen("2026-01-29T10:00:00Z", "2026-01-29T10:00:00Z", 1, "ab".repeat(200_000), 1);
    assertThat(judged("[person:name MATCHES '^(a|b)*c']", List.of(deep))).isEqualTo("error");
    assertThat(judged("[person:age >= 0] REPEATS 30 TIMES FOLLOWEDBY [person:name = 'none']", many))
        .isEqualTo("error");
    assertThat(judged("[person:age >= 0] REPEATS 30 TIMES WITHIN 10 SECONDS", many))
        .as("pruned at the second observation")
        .isEqualTo("false");
  }

  @Test
  void judges_as_the_oasis_matcher_does_but_where_its_observations_went_astray()
      throws IOException {
    var wrong = new TreeMap<Integer, String>();
    var cases = cases();
    for (int i = 0; i < cases.size(); i++) {
      var row = cases.path(i);
      var actual = judged(row.path("pattern").stringValue(), row.path("obs").values());
      if (!actual.equals(expected(row))) {
        wrong.put(i, row.path("pattern").stringValue() + " is " + actual);
      }
    }

    assertThat(cases.size()).isEqualTo(200);
    assertThat(wrong.keySet()).as(wrong.toString()).isEqualTo(STRAY);
  }

  @Test
  void with_the_observations_of_1994_those_rows_are_judged_alike() throws IOException {
    var cases = cases();
    var observations = cases.path(120).path("obs").values(); // the same three, where they were
    for (int i = 140; i <= 157; i++) {
      var row = cases.path(i);
      assertThat(judged(row.path("pattern").stringValue(), observations))
          .as(row.path("pattern").stringValue())
          .isEqualTo(expected(row));
    }
  }

  private static JsonNode cases() throws IOException {
    return StixJson.MAPPER.readTree(Files.readString(TestData.file("stix/pattern-match.json")));
  }

  private static String expected(JsonNode row) {
    return row.has("error") ? "error" : row.path("matched").asString("");
  }

  private static JsonNode seen(String first, String last, int count, String name, int age) {
    var observed = StixJson.MAPPER.createObjectNode();
    observed.put("type", "observed-data").put("first_observed", first).put("last_observed", last);
    observed.put("number_observed", count);
    var person = observed.putObject("objects").putObject("0");
    person.put("type", "person").put("name", name).put("age", age);
    return observed;
  }

  private static String judged(String pattern, Iterable<JsonNode> bundles) {
    try {
      return String.valueOf(StixPattern.parse(pattern).matches(Observation.of(bundles)));
    } catch (StixPatternException refusal) {
      return "error";
    }
  }
}
