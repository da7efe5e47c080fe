package org.bouclier.node.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * All the checks of {@code bouclier doctor}, in the order in which a start needs things. A check
 * that cannot be made is a failure with its reason, never a silence.
 */
final class Examination {

  private final Path data;
  private final Session session;

  Examination(Path data, Session session) {
    this.data = data;
    this.session = session;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    var machine = new MachineChecks(session);
    add(findings, machine::java);
    add(findings, machine::memory);
    add(findings, machine::entropy);
    add(findings, machine::openFiles);
    add(findings, machine::fastStart);
    var files = new FileChecks(data, session);
    add(findings, files::clock);
    add(findings, files::directory);
    add(findings, files::diskSpace);
    add(findings, files::diskSpeed);
    add(findings, files::secrets);
    add(findings, files::settings);
    add(findings, files::certificates);
    add(findings, files::journal);
    add(findings, files::ledger);
    add(findings, new NetworkChecks(data)::addresses);
    add(findings, new DatabaseChecks(data, session)::database);
    return findings;
  }

  private static void add(List<Finding> findings, Supplier<List<Finding>> check) {
    try {
      findings.addAll(check.get());
    } catch (RuntimeException unexpected) {
      findings.add(
          Finding.failure(
              "check.failed",
              "un examen n’a pas pu être fait : " + unexpected,
              "a check could not be made: " + unexpected,
              ""));
    }
  }
}
