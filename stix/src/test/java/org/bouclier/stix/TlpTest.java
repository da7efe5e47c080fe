package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLP and PAP: labels, official identifiers, and what nobody can explain. */
class TlpTest {

  private static final StixId UNKNOWN =
      StixId.parse("marking-definition--00000000-0000-4000-8000-000000000001");

  @ParameterizedTest
  @CsvSource({
    "tlp:white, CLEAR",
    "TLP:CLEAR, CLEAR",
    "Tlp:Green, GREEN",
    "tlp:amber, AMBER",
    "tlp:amber+strict, AMBER_STRICT",
    "tlp:red, RED",
    "tlp:ex:chr, RED",
    "tlp:, RED",
  })
  void a_label_is_read_in_any_case_and_an_unknown_one_is_red(String label, Tlp tlp) {
    assertThat(Tlp.ofLabel(label)).contains(tlp);
  }

  @Test
  void labels_of_other_families_say_nothing() {
    assertThat(Tlp.ofLabel("infoblox")).isEmpty();
    assertThat(Tlp.ofLabel("PAP:RED")).isEmpty();
    assertThat(Pap.ofLabel("pap:white")).contains(Pap.CLEAR);
    assertThat(Pap.ofLabel("PAP:purple")).contains(Pap.RED);
    assertThat(Pap.ofLabel("tlp:red")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tlp.class)
  void an_official_definition_is_known_by_its_identifier_and_by_its_content(Tlp tlp) {
    var definition = tlp.markingDefinition();
    var copy = definition.edit(tree -> tree.put("id", UNKNOWN.toString()));

    assertThat(Tlp.ofMarking(definition.id())).contains(tlp);
    assertThat(Tlp.ofDefinition(copy)).contains(tlp);
  }

  @ParameterizedTest
  @CsvSource({
    "613f2e26-407d-48c7-9eca-b8e91df99dc9, CLEAR",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da, GREEN",
    "f88d31f6-486f-44da-b317-01333bde0b82, AMBER",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed, RED",
  })
  void the_definitions_of_tlp_1_are_known(String uuid, Tlp tlp) {
    assertThat(Tlp.ofMarking(StixId.parse("marking-definition--" + uuid))).contains(tlp);
  }

  @Test
  void the_strictest_of_several_counts_and_an_unknown_marking_is_red() {
    var green = Tlp.GREEN.markingId();
    var amber = Tlp.AMBER.markingId();
    var statement =
        StixObject.parse(
            """
            {"type": "marking-definition", "spec_version": "2.1", "id": "%s",
             "created": "2026-01-01T00:00:00.000Z", "definition_type": "statement",
             "definition": {"statement": "PAP:AMBER"}}
            """
                .formatted(UNKNOWN));

    assertThat(Tlp.of(List.of(green, amber), id -> Optional.empty())).contains(Tlp.AMBER);
    assertThat(Tlp.of(List.of(green, UNKNOWN), id -> Optional.empty())).contains(Tlp.RED);
    assertThat(Tlp.of(List.of(green, UNKNOWN), id -> Optional.of(statement))).contains(Tlp.GREEN);
    assertThat(Tlp.of(List.of(UNKNOWN), id -> Optional.of(statement))).isEmpty();
    assertThat(Pap.of(List.of(UNKNOWN, Pap.GREEN.markingId()), id -> Optional.of(statement)))
        .contains(Pap.AMBER);
    assertThat(Tlp.strictest(List.of())).isEqualTo(Tlp.CLEAR);
    assertThat(Tlp.AMBER_STRICT.isAtLeast(Tlp.AMBER)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Pap.class)
  void a_pap_definition_of_ours_is_known_by_its_identifier_and_by_its_content(Pap pap) {
    assertThat(Pap.ofMarking(pap.markingId())).contains(pap);
    assertThat(Pap.ofDefinition(pap.markingDefinition())).contains(pap);
    assertThat(Tlp.ofDefinition(pap.markingDefinition())).isEmpty();
  }
}
