package org.bouclier.detect.sigma;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Files of YAML below a place. A file that cannot be read is refused, not an error. Stateless. */
final class RuleFiles {

  private static final long MAX_FILE_BYTES = 3 << 20;

  private RuleFiles() {}

  /**
   * A file itself, or all below a folder whose name ends by {@code .yml} or {@code .yaml}, in the
   * order of their paths. Links are not followed.
   *
   * @throws IOException if the folder cannot be listed
   */
  static List<Path> below(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(RuleFiles::isRuleFile).sorted().toList();
    }
  }

  private static boolean isRuleFile(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return (name.endsWith(".yml") || name.endsWith(".yaml"))
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Hands on the text of a file, or why there is none. */
  static void read(
      String name, Path file, Consumer<RuleText> texts, Consumer<RuleRefusal> refusals) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        refusals.accept(refusal(name, "yaml", "fichier de plus de 3 Mo"));
      } else {
        texts.accept(new RuleText(name, Files.readString(file)));
      }
    } catch (CharacterCodingException notUtf8) {
      refusals.accept(refusal(name, "yaml", "le fichier n'est pas en UTF-8"));
    } catch (IOException unreadable) {
      refusals.accept(refusal(name, "file", "fichier illisible : " + unreadable.getMessage()));
    }
  }

  private static RuleRefusal refusal(String file, String construct, String message) {
    return new RuleRefusal(file, 1, "", construct, message);
  }
}
