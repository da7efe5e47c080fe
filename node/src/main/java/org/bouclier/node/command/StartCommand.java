package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouclier.node.site.DirectoryLock;
import org.bouclier.node.site.SecretFile;
import org.bouclier.node.site.SiteKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bouclier start}: runs one node until it is told to stop (SIGTERM, Ctrl-C).
 *
 * <p>The first start needs {@code --state} and writes {@link SiteFile}; later starts read it. An
 * option given again holds for that start only, except the state, which never changes: the ledger
 * is signed in its name.
 */
@Command(name = "start", description = "Fait marcher un nœud jusqu’à ce qu’on l’arrête.")
final class StartCommand implements Callable<Integer> {

  private static final List<String> REHEARSED =
      List.of("/", "/connexion", "/maintenant", "/alertes", "/api/v1/indicators");

  private final Session session;
  private final NodeStarter starter;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--state",
      paramLabel = "CODE",
      description = "L’État servi : ML, BF, NE... Exigé au premier démarrage, fixé ensuite.")
  private @Nullable String state;

  @Option(names = "--name", paramLabel = "NOM", description = "Le nom du nœud sur ses pages.")
  private @Nullable String name;

  @Option(names = "--city", paramLabel = "VILLE", description = "La ville où siège son équipe.")
  private @Nullable String city;

  @Option(
      names = "--listen",
      paramLabel = "HÔTE:PORT",
      description =
          "Où écoutent les pages et l’API (localhost:8080). Hors de localhost : TLS d’office.")
  private @Nullable String listen;

  @Option(
      names = "--public-name",
      paramLabel = "NOM",
      description = "Noms ou adresses à porter au certificat que le nœud se fait.")
  private @Nullable String publicName;

  @Option(
      names = "--federation-listen",
      paramLabel = "HÔTE:PORT",
      description = "Où écoute la fédération, toujours en TLS (localhost:8444).")
  private @Nullable String federationListen;

  @Option(
      names = "--federation-url",
      paramLabel = "URL",
      description = "L’adresse https par laquelle les pairs atteignent la fédération.")
  private @Nullable String federationUrl;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "Un PostgreSQL à vous : postgresql://role:motdepasse@machine/base. Par défaut, le nœud"
              + " fait marcher le sien.")
  private @Nullable String databaseUrl;

  /** What the build does once: the classes that this loads are those of the AOT cache. */
  @Option(
      names = "--rehearse",
      hidden = true,
      description = "Démarre, ouvre quelques pages, et s’arrête.")
  private boolean rehearse;

  StartCommand(Session session, NodeStarter starter) {
    this.session = session;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = data.path();
    boolean first = !Files.exists(SiteFile.path(directory));
    if (first && state == null) {
      session.refuse(
          "premier démarrage dans " + directory + " : dites quel État, par exemple --state ML.",
          "first start in " + directory + ": say which state, as in --state ML.");
      return 2;
    }
    Files.createDirectories(directory);
    // Passable, not readable: PostgreSQL may run under another account. Secrets are 0600 inside.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    var lock = DirectoryLock.take(directory);
    if (lock.isEmpty()) {
      return alreadyRunning(directory);
    }
    try {
      return serve(directory, first);
    } finally {
      lock.get().close();
    }
  }

  private int serve(Path directory, boolean first) throws IOException, InterruptedException {
    Map<String, String> settings;
    try {
      settings = settings(directory);
    } catch (IllegalArgumentException mistake) {
      session.refuse(String.valueOf(mistake.getMessage()), String.valueOf(mistake.getMessage()));
      return 2;
    }
    if (first) {
      var kept = new LinkedHashMap<>(settings);
      kept.remove("bouclier.data"); // where the file itself lies: the data may be moved
      SiteFile.write(directory, kept);
    }
    RunFile.remove(directory);
    Path log = directory.resolve("log");
    if (!Files.isDirectory(log)) {
      Files.createDirectory(log, SecretFile.ownerOnlyDirectory());
    }
    var whole = new HashMap<>(settings);
    whole.put("logging.file.name", log.resolve("bouclier.log").toString());
    String programs = System.getProperty("bouclier.programs", "");
    if (!programs.isEmpty()) {
      whole.put("bouclier.programs", programs);
    }
    RunningNode node = starter.start(whole);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> forget(directory)));
    RunFile.of(node, session.clock().instant()).write(directory);
    session.answer(
        String.format(
            Locale.ROOT, "Nœud %s prêt : %s", settings.get("bouclier.state"), node.pages()),
        String.format(
            Locale.ROOT, "Node %s ready: %s", settings.get("bouclier.state"), node.pages()));
    if (rehearse) {
      for (String page : REHEARSED) {
        PageProbe.answers(node.pages().resolve(page), directory);
      }
      node.stop();
    }
    node.awaitEnd();
    RunFile.remove(directory);
    return 0;
  }

  /** At the end of the process, however it was asked for; the operating system does the rest. */
  private static void forget(Path directory) {
    try {
      RunFile.remove(directory);
    } catch (IOException stuck) {
      // The mark in the file tells that its process is gone.
    }
  }

  private int alreadyRunning(Path directory) throws IOException {
    var running = RunFile.find(directory);
    String where = running.map(node -> " (" + node.pages() + ")").orElse("");
    session.refuse(
        "un nœud travaille déjà dans " + directory + where + " ; pour l’arrêter : bouclier stop",
        "a node already works in " + directory + where + "; to stop it: bouclier stop");
    return 1;
  }

  /**
   * The file, completed by the options and by what suits the state.
   *
   * @throws IllegalArgumentException naming the option or the key that cannot be read
   */
  private Map<String, String> settings(Path directory) throws IOException {
    var settings = SiteFile.read(directory);
    String kept = settings.get("bouclier.state");
    if (kept != null && state != null && !kept.equals(state)) {
      throw new IllegalArgumentException(directory + " : " + kept + " ≠ --state " + state);
    }
    put(settings, "bouclier.state", state);
    put(settings, "bouclier.name", name);
    put(settings, "bouclier.city", city);
    put(settings, "bouclier.listen", listen);
    put(settings, "bouclier.public-name", publicName);
    put(settings, "bouclier.federation-listen", federationListen);
    put(settings, "bouclier.federation-url", federationUrl);
    put(settings, "bouclier.database-url", databaseUrl);
    Capital.of(settings.getOrDefault("bouclier.state", "")).complete(settings);
    settings.put("bouclier.data", directory.toString());
    var site =
        SiteKeys.read(key -> {
          String value = settings.get(key);
          if (value == null) {
            throw new IllegalArgumentException(key + " ?");
          }
          return value;
        });
    settings.putAll(SiteKeys.write(site));
    return settings;
  }

  private static void put(Map<String, String> settings, String key, @Nullable String value) {
    if (value != null) {
      settings.put(key, value);
    }
  }
}
