package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bouclier.detect.Engine;
import org.bouclier.detect.scan.IndicatorFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code scan} and {@code hunt} are to look for. */
final class Sought {

  @Option(
      names = "--indicators",
      paramLabel = "FICHIER",
      description = "Une liste, un indicateur par ligne, comprimée ou non. À répéter.",
      descriptionKey = "indicators")
  private List<Path> indicators = List.of();

  @Mixin private ScanRules rules = new ScanRules();

  /** Whether anything was named; if not, that is told. */
  boolean isUsable(Session session) {
    boolean nothing = indicators.isEmpty() && rules.isEmpty();
    if (nothing) {
      session.refuse(
          "rien à chercher : donnez --indicators ou --rules.",
          "nothing to look for: give --indicators or --rules.");
    }
    return !nothing;
  }

  /**
   * Reads all that was named into an engine. What is no indicator and what cannot be compiled is
   * told on standard error.
   *
   * @return false if a file cannot be read, which is told too
   */
  boolean load(Session session, IndicatorFiles lists, Engine engine) {
    for (Path list : indicators) {
      try {
        lists.read(list);
      } catch (IOException unreadable) {
        refuse(session, list.toString(), unreadable);
        return false;
      }
    }
    for (var refusal : lists.refusals()) {
      String place = refusal.file() + ":" + refusal.line();
      session
          .err()
          .println(
              place
                  + " : "
                  + refusal.reading().reason().french()
                  + " ["
                  + refusal.reading().text()
                  + "]");
    }
    if (lists.refused() > lists.refusals().size()) {
      session.refuse(
          lists.refused() + " lignes ne sont pas des indicateurs.",
          lists.refused() + " lines are no indicators.");
    }
    engine.replace(lists.set());
    var compiled = rules.load(session);
    compiled.ifPresent(engine::replace);
    return compiled.isPresent();
  }

  private static void refuse(Session session, String name, IOException unreadable) {
    session.refuse(
        name + " : illisible (" + unreadable.getMessage() + ")",
        name + ": unreadable (" + unreadable.getMessage() + ")");
  }
}
