package org.bouclier.node.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier doctor}: looks at everything that can stop a node or lose its data, and gives the
 * command that repairs each failure. Exit code 0 when nothing fails (advice does not count), 1
 * otherwise.
 */
@Command(name = "doctor", description = "Examine la machine et le nœud, et dit comment réparer.")
final class DoctorCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path directory = data.path();
    List<Finding> findings = new Examination(directory, session).findings();
    long failures = findings.stream().filter(f -> f.level() == Finding.Level.FAILURE).count();
    long advice = findings.stream().filter(f -> f.level() == Finding.Level.ADVICE).count();
    findings.forEach(json ? this::printJson : this::print);
    if (!json) {
      session.answer(
          String.format(
              Locale.ROOT,
              "%n%d examens, %d échec%s, %d conseil%s",
              findings.size(),
              failures,
              failures > 1 ? "s" : "",
              advice,
              advice > 1 ? "s" : ""),
          String.format(
              Locale.ROOT,
              "%n%d checks, %d failures, %d pieces of advice",
              findings.size(),
              failures,
              advice));
    }
    return failures == 0 ? 0 : 1;
  }

  private void print(Finding finding) {
    String mark =
        switch (finding.level()) {
          case GOOD -> session.speech().say("bien   ", "good   ");
          case ADVICE -> session.speech().say("conseil", "advice ");
          case FAILURE -> session.speech().say("ÉCHEC  ", "FAILURE");
        };
    session.out().println(mark + "  " + finding.text(session.speech()));
    if (!finding.repair().isEmpty()) {
      session.out().println("         → " + finding.repair());
    }
  }

  private void printJson(Finding finding) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("code", finding.code());
    fields.put("level", finding.level().name());
    fields.put("text", finding.text(session.speech()));
    fields.put("repair", finding.repair());
    session.out().println(JsonMapper.shared().writeValueAsString(fields));
  }
}
