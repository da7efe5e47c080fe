package org.bouclier.node.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.util.List;
import java.util.PropertyResourceBundle;
import org.bouclier.node.database.DatabaseUnavailableException;
import org.bouclier.node.site.UnreadableIdentityException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The command line: {@code bouclier <verb>}. Exit codes are those of sysexits(3) and of init
 * scripts: 0 done, 1 refused, 2 mistyped, 3 not running.
 */
public final class Commands {

  private final NodeStarter starter;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  /**
   * @param starter starts the node
   * @param out for answers
   * @param err for refusals and progress
   * @param clock what time it is
   */
  public Commands(NodeStarter starter, PrintStream out, PrintStream err, Clock clock) {
    this.starter = starter;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Runs one verb and returns its exit code. */
  public int run(String... arguments) {
    var session = new Session(Speech.of(arguments, System.getenv()), out, err, clock);
    var line = new CommandLine(root());
    for (Object verb : verbs(session)) {
      var command = new CommandLine(verb);
      headings(command.getCommandSpec());
      if (verb instanceof VerbGroup group) {
        for (Object part : group.verbs()) {
          var subcommand = new CommandLine(part);
          headings(subcommand.getCommandSpec());
          command.addSubcommand(subcommand);
        }
      }
      line.addSubcommand(command);
    }
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setExpandAtFiles(false);
    if (session.speech().english()) {
      translate(line);
    }
    line.setParameterExceptionHandler((mistake, given) -> mistyped(mistake, session));
    line.setExecutionExceptionHandler((failure, verb, parsed) -> failed(failure, session));
    line.setExecutionStrategy(parsed -> {
      if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
        line.usage(line.getOut());
        return 0;
      }
      return new CommandLine.RunLast().execute(parsed);
    });
    return line.execute(arguments);
  }

  private List<Object> verbs(Session session) {
    return List.of(
        new StartCommand(session, starter),
        new StatusCommand(session),
        new StopCommand(session),
        new DoctorCommand(session),
        new IngestCommand(session, System.in),
        new ScanCommand(session, System.in),
        new ArchiveCommand(session),
        new HuntCommand(session),
        new LedgerCommand(session),
        new DemoCommand(session),
        new VersionCommand(session));
  }

  private static int mistyped(ParameterException mistake, Session session) {
    session.refuse(Mistake.inFrench(mistake), String.valueOf(mistake.getMessage()));
    String help = mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    session.err().println(session.speech().say("Aide : ", "Help: ") + help);
    return 2;
  }

  /** What a person can repair is said in one sentence; a stack trace is for what he cannot. */
  private static int failed(Exception failure, Session session) {
    switch (known(failure)) {
      case BindException taken ->
          session.refuse(
              "une adresse d’écoute est déjà prise ou n’est pas à cette machine ("
                  + taken.getMessage()
                  + ") : voyez --listen et --federation-listen.",
              "an address to listen on is taken or is not this machine's ("
                  + taken.getMessage()
                  + "): see --listen and --federation-listen.");
      case DatabaseUnavailableException database ->
          session.err().println("bouclier : " + database.getMessage());
      case UnreadableIdentityException identity ->
          session.err().println("bouclier : " + identity.getMessage());
      case AccessDeniedException denied ->
          session.refuse(
              "accès refusé à "
                  + denied.getFile()
                  + " : prenez le compte qui fait marcher le nœud.",
              "access denied to " + denied.getFile() + ": use the account that runs the node.");
      default -> {
        session.refuse(
            "échec inattendu : " + known(failure), "unexpected failure: " + known(failure));
        failure.printStackTrace(session.err());
      }
    }
    return 1;
  }

  /** The cause that can be said in one sentence, if there is one among them; else the first one. */
  private static Throwable known(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof DatabaseUnavailableException
          || cause instanceof UnreadableIdentityException
          || cause instanceof BindException
          || cause instanceof AccessDeniedException) {
        return cause;
      }
    }
    return root;
  }

  /** English help: the same options, with the words of {@code words/command.en.properties}. */
  private static void translate(CommandLine line) {
    try (var words = Commands.class.getResourceAsStream("/words/command.en.properties")) {
      if (words != null) {
        line.setResourceBundle(
            new PropertyResourceBundle(new InputStreamReader(words, StandardCharsets.UTF_8)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** {@code bouclier} alone shows its help; the options here are those of every verb. */
  private static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("bouclier");
    headings(root);
    root.usageMessage()
        .description("Le bouclier numérique commun : un nœud souverain par État.")
        .synopsisSubcommandLabel("VERBE")
        .commandListHeading("%nVerbes :%n")
        .footer("%nAide d’un verbe : bouclier VERBE --help");
    root.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Montre cette aide.")
            .build());
    root.addOption(
        OptionSpec.builder("--lang")
            .type(String.class)
            .paramLabel("fr|en")
            .scopeType(ScopeType.INHERIT)
            .description("La langue des réponses.")
            .build());
    return root;
  }

  private static void headings(CommandSpec spec) {
    spec.usageMessage().synopsisHeading("Usage : ").optionListHeading("%nOptions :%n");
  }
}
