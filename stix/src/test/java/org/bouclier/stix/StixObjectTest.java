package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One object: what is read of it, what is kept of it, what it refuses to be. */
class StixObjectTest {

  private static final String ID = "indicator--00000000-0000-4000-8000-000000000001";

  private static final String WHOLE =
      """
      {"type": "indicator", "spec_version": "2.1", "id": "%s",
       "created": "2026-01-29T10:00:00.000Z", "modified": "2026-01-30T10:00:00.123456Z",
       "created_by_ref": "identity--00000000-0000-4000-8000-000000000002", "revoked": true,
       "labels": ["a", "b"], "confidence": 80, "x_csirt_score": 4.50,
       "external_references": [{"source_name": "cve", "external_id": "CVE-2026-1234"}],
       "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],
       "granular_markings": [{"lang": "fr", "selectors": ["labels.[0]", "x_csirt_score"]}],
       "extensions": {"extension-definition--00000000-0000-4000-8000-000000000003":
          {"extension_type": "property-extension", "deep": {"seen_refs": ["url--00000000-0000-4000-8000-000000000004"]}}}}
      """
          .formatted(ID);

  @Test
  void the_common_properties_are_typed_and_nothing_is_lost() {
    var object = StixObject.parse(WHOLE);

    assertThat(object.id()).hasToString(ID);
    assertThat(object.kind()).isEqualTo(StixKind.DOMAIN);
    assertThat(object.created()).contains(StixTime.parse("2026-01-29T10:00:00Z"));
    assertThat(object.version()).contains(StixTime.parse("2026-01-30T10:00:00.123456Z"));
    assertThat(object.revoked()).isTrue();
    assertThat(object.confidence()).contains(80);
    assertThat(object.labels()).containsExactly("a", "b");
    assertThat(object.createdBy()).map(StixId::type).contains("identity");
    assertThat(Tlp.of(object.markingRefs(), id -> Optional.empty())).contains(Tlp.RED);
    assertThat(object.externalReferences())
        .extracting(reference -> reference.externalId().orElseThrow())
        .containsExactly("CVE-2026-1234");
    assertThat(object.granularMarkings())
        .singleElement()
        .satisfies(marking -> {
          assertThat(marking.language()).contains("fr");
          assertThat(marking.selectors()).hasToString("[labels.[0], x_csirt_score]");
          assertThat(marking.selectors().getFirst().find(object.json()))
              .contains(StixJson.MAPPER.valueToTree("a"));
        });
    assertThat(object.references())
        .map(StixId::type)
        .containsExactly("identity", "marking-definition", "url");
    assertThat(object.property("x_csirt_score").doubleValue()).isEqualTo(4.5);
    assertThat(StixObject.parse(object.canonicalJson())).isEqualTo(object);
    assertThat(object.canonicalJson()).contains("\"x_csirt_score\":4.5").doesNotContain(": ");
  }

  @Test
  void nobody_changes_it_from_outside() {
    var tree = StixObject.parse(WHOLE).json();
    var object = StixObject.of(tree);
    var before = object.canonicalJson();

    tree.put("revoked", false);
    object.json().put("revoked", false);
    object.property("labels").values().clear();

    assertThat(object.canonicalJson()).isEqualTo(before);
    assertThat(object.edit(copy -> copy.put("revoked", false)).revoked()).isFalse();
  }

  @Test
  void an_observable_has_no_version_and_a_marking_has_its_creation() {
    assertThat(
            StixObject.observable("url", tree -> tree.put("value", "https://a.example")).version())
        .isEmpty();
    assertThat(Tlp.GREEN.markingDefinition().version())
        .contains(StixTime.parse("2022-10-01T00:00:00Z"));
    assertThatThrownBy(() -> StixObject.observable("process", tree -> tree.put("pid", 1)))
        .isInstanceOf(MalformedStixException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"type\": \"tool\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\"} x",
        "{\"type\": \"tool\", \"id\": \"url--00000000-0000-4000-8000-000000000001\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-00000000000A\"}",
        "{\"type\": \"bundle\", \"id\": \"bundle--00000000-0000-4000-8000-000000000001\"}",
        "{\"type\": \"tool\", \"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"created\": \"2026-02-30T00:00:00Z\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"revoked\": \"yes\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"confidence\": 101}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"labels\": \"a\"}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"object_marking_refs\": [\"x\"]}",
        "{\"type\": \"tool\", \"id\": \"tool--00000000-0000-4000-8000-000000000001\", \"n\": 9007199254740992}",
      })
  void an_envelope_that_is_not_sound_is_refused(String json) {
    assertThatThrownBy(() -> StixObject.parse(json))
        .isInstanceOfSatisfying(
            MalformedStixException.class, refusal -> assertThat(refusal.problems()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "indicator-00000000-0000-4000-8000-000000000001",
        "--00000000-0000-4000-8000-000000000001",
        "ab--00000000-0000-4000-8000-000000000001",
        "a--b--00000000-0000-4000-8000-000000000001",
        "1ab--00000000-0000-4000-8000-000000000001",
        "tool--0-0-4000-8000-000000000001",
        "tool--00000000-0000-4000-c000-000000000001",
        "tool--00000000-0000-4000-8000-00000000000F",
        "outil\u00e9--00000000-0000-4000-8000-000000000001",
      })
  void an_identifier_has_one_spelling(String text) {
    assertThat(StixId.isValid(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-29T10:00:00",
        "2026-01-29t10:00:00Z",
        "2026-01-29T10:00:00z",
        "2026-01-29T10:00:00+00:00",
        "2026-01-29T10:00Z",
        "2026-01-29T24:00:00Z",
        "2026-01-29T10:00:60Z",
        "2026-02-29T10:00:00Z",
        "2026-01-29T10:00:00.Z",
        "2026-01-29T10:00:00.1234567890Z",
        "2026-01-29T10:00:00.1-Z",
        "\u0662026-01-29T10:00:00Z",
        "+2026-01-29T10:00:00Z",
      })
  void a_timestamp_is_strict(String text) {
    assertThat(StixTime.isValid(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-29T10:00:00.000Z",
        "2024-02-29T23:59:59.999999Z",
        "0001-01-01T00:00:00.123456789Z"
      })
  void a_timestamp_is_written_as_it_is_read(String text) {
    assertThat(StixTime.format(StixTime.parse(text))).isEqualTo(text);
  }
}
