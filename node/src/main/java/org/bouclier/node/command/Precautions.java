package org.bouclier.node.command;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.Match;
import org.bouclier.detect.precaution.PrecautionIndex;
import org.bouclier.detect.precaution.PrecautionList;
import org.bouclier.detect.precaution.RefusedListException;
import org.bouclier.detect.scan.Unpacking;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option of {@code scan} and {@code hunt} that names precaution lists, and what they say of
 * indicators. A list of a kind that is not compared is named, and the others are used.
 */
final class Precautions {

  private static final int MAX_REMEMBERED = 100_000;

  @Option(
      names = "--precaution",
      paramLabel = "FICHIER",
      description =
          "Des listes de précaution (format de misp-warninglists), un fichier ou un répertoire ;"
              + " une trouvaille qu’elles nomment est dite telle. À répéter.",
      descriptionKey = "precaution")
  private List<Path> places = List.of();

  private final List<String> names = new ArrayList<>();
  private final Map<Indicator, String> known = new HashMap<>(); // empty: on no list
  private PrecautionIndex index = PrecautionIndex.EMPTY;
  private long heldBack;

  /** Whether lists were given. */
  boolean isAsked() {
    return !places.isEmpty();
  }

  /** Reads the lists; false, which is told, if a file or folder cannot be read. */
  boolean load(Session session) {
    var builder = new PrecautionIndex.Builder();
    for (Path place : places) {
      try {
        for (Path file : files(place)) {
          read(file, builder, session);
        }
      } catch (IOException unreadable) {
        session.refuse(
            place + " : illisible (" + unreadable.getMessage() + ")",
            place + ": unreadable (" + unreadable.getMessage() + ")");
        return false;
      }
    }
    index = builder.build();
    return true;
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> file.getFileName().toString().matches("[^.].*[.]json([.](gz|zst|xz))?"))
          .sorted()
          .toList();
    }
  }

  private void read(Path file, PrecautionIndex.Builder builder, Session session)
      throws IOException {
    try (var json = Unpacking.open(new BufferedInputStream(Files.newInputStream(file)))) {
      PrecautionList list = PrecautionList.read(json);
      int number = names.size();
      names.add(list.name());
      list.entries().forEach(entry -> builder.add(list.kind(), entry, number));
    } catch (RefusedListException refused) {
      session.err().println(file + " : " + refused.reason() + " [" + refused.code() + "]");
    }
  }

  /** Says of a match, among its keys, which list its indicator is on, if it is on one. */
  void tell(Match match, Map<String, @Nullable Object> fields) {
    if (match instanceof IndicatorMatch found) {
      String list = find(found.indicator());
      if (list != null) {
        fields.put("precaution", list);
        heldBack++;
      }
    }
  }

  /** How many matches were on a list. */
  long heldBack() {
    return heldBack;
  }

  private @Nullable String find(Indicator indicator) {
    String name = known.get(indicator);
    if (name == null) {
      Integer list = index.find(indicator);
      name = list == null ? "" : names.get(list);
      if (known.size() < MAX_REMEMBERED) {
        known.put(indicator, name);
      }
    }
    return name.isEmpty() ? null : name;
  }
}
