package org.bouclier.node.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bouclier version}. */
@Command(name = "version", description = "Dit la version de Bouclier et de Java.")
final class VersionCommand implements Callable<Integer> {

  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.out().println("Bouclier " + own() + " · Java " + Runtime.version());
    return 0;
  }

  /** The version of this program; {@code dev} when it runs from its compiled classes. */
  static String own() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
