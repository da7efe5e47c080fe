package org.bouclier.detect.sigma;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouclier.detect.SharedData;
import org.jspecify.annotations.Nullable;

/** SigmaHQ's rules, unpacked and compiled once for all tests that need them. */
final class SigmaHq {

  private static @Nullable SigmaHq loaded;

  private final SigmaRules rules;
  private final Map<String, String> texts;

  private SigmaHq(SigmaRules rules, Map<String, String> texts) {
    this.rules = rules;
    this.texts = texts;
  }

  /** The rules, or the end of the test as skipped if they are absent. */
  static synchronized SigmaHq load() throws Exception {
    SharedData.require("sigma/rules.tar.xz");
    SigmaHq known = loaded;
    if (known == null) {
      Path folder = Files.createTempDirectory("sigma-rules");
      SharedData.untar("sigma/rules.tar.xz", folder);
      Map<String, String> texts = new TreeMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".yml")).toList()) {
          texts.put(folder.relativize(file).toString(), Files.readString(file));
        }
      }
      known = new SigmaHq(SigmaRules.load(folder), texts);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      loaded = known;
    }
    return known;
  }

  SigmaRules rules() {
    return rules;
  }

  /** The text of each file, by its name in the archive. */
  Map<String, String> texts() {
    return texts;
  }
}
