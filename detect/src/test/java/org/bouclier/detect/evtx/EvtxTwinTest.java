package org.bouclier.detect.evtx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouclier.detect.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real files of Windows against what another tool read from them: SigmaHQ records each case both as
 * EVTX and as JSON. The trees are equal but for three things, on the side of the JSON:
 *
 * <ul>
 *   <li>that tool lost blanks at the end of texts, which are in the file and which we keep;
 *   <li>one twin was written by hand, with other capital letters,
 *   <li>and with a time of nine decimals, where all others have six.
 * </ul>
 */
class EvtxTwinTest {

  private static final String BY_HAND = "ad691d92-15f2-4181-9aa4-723c74f9ddc3.evtx";

  @TempDir private Path folder;

  @Test
  void every_recorded_file_gives_the_events_of_its_JSON_twin() throws Exception {
    SharedData.untar("sigma/regression-dev.tar.xz", folder);
    SharedData.untar("sigma/regression-evtx-dev.tar.xz", folder);
    Map<String, String> different = new TreeMap<>();
    int files = 0;
    int events = 0;
    for (Path file : files(folder)) {
      String name = file.getFileName().toString().replace(".evtx", ".json");
      byte[] json = Files.readAllBytes(file.resolveSibling(name));
      List<Object> expected = JsonTree.all(json, json.length);
      List<EvtxFault> faults = new ArrayList<>();
      List<Object> read = read(file, faults);
      files++;
      events += read.size();
      boolean byHand = file.endsWith(BY_HAND);
      if (!normal(read, byHand).equals(normal(expected, byHand))) {
        different.put(file.toString(), "read " + read + "\nbut expected " + expected);
      }
      assertThat(faults)
          .as("%s", file)
          .extracting(EvtxFault::kind)
          .isSubsetOf(EvtxFaultKind.FILE_NOT_CLOSED);
    }
    assertThat(different).isEmpty();
    assertThat(files).isGreaterThanOrEqualTo(116);
    assertThat(events).isGreaterThanOrEqualTo(134);
  }

  private static Object normal(Object tree, boolean byHand) {
    return switch (tree) {
      case Map<?, ?> map -> {
        Map<Object, Object> normal = new HashMap<>();
        map.forEach(
            (name, value) -> normal.put(name, value == null ? "null" : normal(value, byHand)));
        yield normal;
      }
      case List<?> list -> list.stream().map(item -> normal(item, byHand)).toList();
      case String text when byHand -> hand(text.stripTrailing());
      case String text -> text.stripTrailing();
      default -> tree;
    };
  }

  private static String hand(String text) {
    return text.replaceFirst("(T..:..:..[.]\\d{6})\\d{3}Z$", "$1Z").toLowerCase(Locale.ROOT);
  }

  private static List<Object> read(Path file, List<EvtxFault> faults) throws IOException {
    List<Object> events = new ArrayList<>();
    try (var reader = EvtxReader.open(file, faults::add)) {
      while (reader.next()) {
        events.add(JsonTree.one(reader.json(), reader.jsonLength()));
        assertThat(reader.isDamaged()).isFalse();
      }
    }
    return events;
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".evtx")).sorted().toList();
    }
  }
}
