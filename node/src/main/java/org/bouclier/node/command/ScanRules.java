package org.bouclier.node.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouclier.detect.sigma.FieldMappings;
import org.bouclier.detect.sigma.PlaceholderList;
import org.bouclier.detect.sigma.Placeholders;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.detect.sigma.RuleSettings;
import org.bouclier.detect.sigma.SigmaRules;
import picocli.CommandLine.Option;

/**
 * The options of {@code scan} that say which Sigma rules to ask, and with what. A rule that cannot
 * be compiled is named and the others are asked; a list or a mapping that cannot be used stops the
 * scan, since rules would mean something else without it.
 */
final class ScanRules {

  private static final long MAX_LIST_BYTES = 10 << 20;

  @Option(
      names = "--rules",
      paramLabel = "RÉPERTOIRE",
      description = "Des règles Sigma : un fichier, ou tous ceux d’un répertoire. À répéter.",
      descriptionKey = "rules")
  private List<Path> rules = List.of();

  @Option(
      names = "--mapping",
      paramLabel = "RÉPERTOIRE",
      description =
          "Des correspondances de champs (YAML), en plus ou à la place de celles qui sont livrées."
              + " À répéter.",
      descriptionKey = "mapping")
  private List<Path> mappings = List.of();

  @Option(
      names = "--list",
      paramLabel = "NOM=FICHIER",
      description = "La liste de valeurs de %%NOM%% dans les règles. À répéter.",
      descriptionKey = "list")
  private Map<String, Path> lists = Map.of();

  @Option(
      names = "--lists",
      paramLabel = "RÉPERTOIRE",
      description = "Des listes de valeurs : un fichier par liste, du nom de la liste. À répéter.",
      descriptionKey = "lists")
  private List<Path> listFolders = List.of();

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Compiles; empty if something that was named cannot be used, which is then told. */
  Optional<SigmaRules> load(Session session) {
    Optional<Placeholders> placeholders = placeholders(session);
    Optional<FieldMappings> fields = mappings(session);
    if (placeholders.isEmpty() || fields.isEmpty()) {
      return Optional.empty();
    }
    try {
      var compiled = SigmaRules.load(rules, new RuleSettings(placeholders.get(), fields.get()));
      compiled.refusals().forEach(refusal -> tell(session, refusal));
      return Optional.of(compiled);
    } catch (IOException unreadable) {
      refuse(session, String.valueOf(rules), unreadable);
      return Optional.empty();
    }
  }

  private Optional<FieldMappings> mappings(Session session) {
    try {
      FieldMappings loaded = FieldMappings.builtIn().load(mappings);
      loaded.refusals().forEach(refusal -> tell(session, refusal));
      return loaded.refusals().isEmpty() ? Optional.of(loaded) : Optional.empty();
    } catch (IOException unreadable) {
      refuse(session, String.valueOf(mappings), unreadable);
      return Optional.empty();
    }
  }

  private Optional<Placeholders> placeholders(Session session) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (Path folder : listFolders) {
      try (Stream<Path> inside = Files.list(folder)) {
        inside
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .filter(file -> !file.getFileName().toString().startsWith("."))
            .sorted()
            .forEach(file -> files.put(nameOf(file), file));
      } catch (IOException unreadable) {
        refuse(session, folder.toString(), unreadable);
        return Optional.empty();
      }
    }
    files.putAll(lists);
    var read = new ArrayList<PlaceholderList>();
    boolean whole = true;
    for (var file : files.entrySet()) {
      var list = list(session, file.getKey(), file.getValue());
      list.ifPresent(read::add);
      whole &= list.isPresent();
    }
    return whole ? Optional.of(Placeholders.of(read)) : Optional.empty();
  }

  /** {@code Servers.txt} holds the list {@code Servers}. */
  private static String nameOf(Path file) {
    return file.getFileName().toString().replaceFirst("\\.(txt|lst|list|csv)$", "");
  }

  private static Optional<PlaceholderList> list(Session session, String name, Path file) {
    if (!PlaceholderList.isName(name)) {
      session.refuse(
          file + " : « " + name + " » ne peut pas être le nom d’une liste.",
          file + ": “" + name + "” cannot be the name of a list.");
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_LIST_BYTES) {
        session.refuse(file + " : plus de 10 Mo.", file + ": more than 10 MB.");
        return Optional.empty();
      }
      var reading = PlaceholderList.read(name, Files.readString(file));
      reading
          .faults()
          .forEach(fault ->
              session
                  .err()
                  .println(file + ":" + fault.line() + " : " + fault.message() + " [list]"));
      return reading.faults().isEmpty() ? Optional.of(reading.list()) : Optional.empty();
    } catch (CharacterCodingException notUtf8) {
      session.refuse(file + " : n’est pas en UTF-8.", file + ": is not in UTF-8.");
      return Optional.empty();
    } catch (IOException unreadable) {
      refuse(session, file.toString(), unreadable);
      return Optional.empty();
    }
  }

  private static void tell(Session session, RuleRefusal refusal) {
    session
        .err()
        .println(
            refusal.file()
                + ":"
                + refusal.line()
                + " : "
                + refusal.message()
                + " ["
                + refusal.construct()
                + "]");
  }

  private static void refuse(Session session, String name, IOException unreadable) {
    session.refuse(
        name + " : illisible (" + unreadable.getMessage() + ")",
        name + ": unreadable (" + unreadable.getMessage() + ")");
  }
}
