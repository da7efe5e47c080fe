package org.bouclier.detect.precaution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.detect.SharedData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecautionListTest {

  @Test
  void keys_come_in_any_order_and_others_are_passed_over() throws Exception {
    var list =
        read(
            "{\"list\":[\"a.ml\",\"b.ml\",\"a.ml\"],\"x\":{\"list\":[\"c\"]},\"version\":7,"
                + "\"matching_attributes\":[\"domain\"],\"type\":\"hostname\",\"name\":\" L \"}");

    assertThat(list)
        .isEqualTo(
            new PrecautionList(
                "L", "", PrecautionKind.HOSTNAME, "", "", 7, List.of("a.ml", "b.ml")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"L\"                                        | precaution.syntax",
        "{\"name\":\"L\",\"list\":[\"a\"                        | precaution.syntax",
        "[]                                                     | precaution.name",
        "{\"list\":[\"a\"]}                                     | precaution.name",
        "{\"name\":\"L\",\"list\":[]}                           | precaution.list",
        "{\"name\":\"L\",\"list\":\"a\"}                        | precaution.list",
        "{\"name\":\"L\",\"type\":\"regex\",\"list\":[\"a\"]}   | precaution.type",
        "{\"name\":\"L\",\"list\":[{\"a\":1}]}                  | precaution.entry",
        "{\"name\":\"L\",\"list\":[\" \"]}                      | precaution.entry",
        "{\"name\":\"L\",\"type\":\"substring\",\"list\":[\"com\"]} | precaution.entry",
      })
  void what_cannot_be_used_is_refused_by_code(String json, String code) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            RefusedListException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void the_lists_of_MISP_are_read_but_for_expressions(@TempDir Path folder) throws Exception {
    SharedData.untar("misp/warninglists.tar.xz", folder);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.endsWith("list.json")).sorted().toList();
    }
    var builder = new PrecautionIndex.Builder();
    List<String> names = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    int entries = 0;
    for (Path file : files) {
      try (var json = Files.newInputStream(file)) {
        PrecautionList list = PrecautionList.read(json);
        int number = names.size();
        names.add(list.name());
        entries += list.entries().size();
        list.entries().forEach(entry -> builder.add(list.kind(), entry, number));
      } catch (RefusedListException unusable) {
        refused.add(unusable.code());
      }
    }

    assertThat(names.size()).isGreaterThan(120);
    assertThat(entries).isGreaterThan(500_000);
    assertThat(refused).isSubsetOf("precaution.type", "precaution.entry", "precaution.list");
    PrecautionIndex index = builder.build();
    assertThat(find(index, "8.8.8.8")).isNotNull();
    assertThat(find(index, "google.com")).isNotNull();
    assertThat(find(index, "evil-banque-du-sahel.top")).isNull();
  }

  private static @Nullable Integer find(PrecautionIndex index, String text) {
    return index.find(((IndicatorReading.Listed) IndicatorText.read(text)).indicator());
  }

  private static PrecautionList read(String json) throws RefusedListException {
    return PrecautionList.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }
}
