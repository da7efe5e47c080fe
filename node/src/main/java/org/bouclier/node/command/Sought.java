package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bouclier.detect.Engine;
import org.bouclier.detect.scan.IndicatorFiles;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.detect.sigma.RuleSettings;
import org.bouclier.detect.sigma.SigmaRules;
import picocli.CommandLine.Option;

/** What {@code scan} and {@code hunt} are to look for. */
final class Sought {

  @Option(
      names = "--indicators",
      paramLabel = "FICHIER",
      description = "Une liste, un indicateur par ligne, comprimée ou non. À répéter.",
      descriptionKey = "indicators")
  private List<Path> indicators = List.of();

  @Option(
      names = "--rules",
      paramLabel = "RÉPERTOIRE",
      description = "Des règles Sigma : un fichier, ou tous ceux d’un répertoire. À répéter.",
      descriptionKey = "rules")
  private List<Path> rules = List.of();

  /** Whether neither was named. */
  boolean isNothing() {
    return indicators.isEmpty() && rules.isEmpty();
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
    return loadRules(session, engine);
  }

  private boolean loadRules(Session session, Engine engine) {
    SigmaRules compiled;
    try {
      compiled = SigmaRules.load(rules, RuleSettings.DEFAULT);
    } catch (IOException unreadable) {
      refuse(session, String.valueOf(rules), unreadable);
      return false;
    }
    for (RuleRefusal refusal : compiled.refusals()) {
      session
          .err()
          .println(
              refusal.file()
                  + ":"
                  + refusal.line()
                  + " : "
                  + refusal.message()
                  + " ["
                  + refusal.construct()
                  + "]");
    }
    engine.replace(compiled);
    return true;
  }

  private static void refuse(Session session, String name, IOException unreadable) {
    session.refuse(
        name + " : illisible (" + unreadable.getMessage() + ")",
        name + ": unreadable (" + unreadable.getMessage() + ")");
  }
}
