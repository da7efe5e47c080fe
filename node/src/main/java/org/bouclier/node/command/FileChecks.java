package org.bouclier.node.command;

import static org.bouclier.node.command.ShellText.word;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouclier.node.site.SiteKeys;
import org.bouclier.node.site.TlsIdentity;
import org.bouclier.node.site.UnreadableIdentityException;

/** What the node keeps on disk, and whether the disk keeps it. */
final class FileChecks {

  private static final long MEGA = 1_000_000L;
  private static final long LEAST_SPACE = 300 * MEGA;
  private static final long EASY_SPACE = 3_000 * MEGA;
  private static final long SLOW_MILLIS = 200;
  private static final long LONG_JOURNAL = 1_000 * MEGA;
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration CLOCK_ERROR = Duration.ofMinutes(10);
  private static final int FLUSHES = 10;

  /** No copy of this program was built before: a clock that says so is wrong. */
  private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Path data;
  private final Session session;

  FileChecks(Path data, Session session) {
    this.data = data;
    this.session = session;
  }

  /** A cheap machine without battery starts in 1970; one set back signs heads out of order. */
  List<Finding> clock() {
    Instant now = session.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Instant newest = newestFile().truncatedTo(ChronoUnit.SECONDS);
    String repair = "timedatectl set-ntp true   (ou / or : date -u -s \"2026-12-31 23:59:00\")";
    if (now.isBefore(BUILT_AFTER) || newest.isAfter(now.plus(CLOCK_ERROR))) {
      return List.of(
          Finding.failure(
              "clock",
              "l’horloge dit " + now + ", avant ce qui est déjà écrit (" + newest + ")",
              "the clock says " + now + ", before what is already written (" + newest + ")",
              repair));
    }
    return List.of(Finding.good("clock", "horloge : " + now, "clock: " + now));
  }

  List<Finding> directory() {
    if (!Files.isDirectory(data)) {
      return List.of(
          Finding.advice(
              "data.directory",
              "pas encore de nœud dans " + data,
              "no node yet in " + data,
              "bouclier start --data " + word(data) + " --state ML"));
    }
    if (!Files.isWritable(data)) {
      return List.of(
          Finding.failure(
              "data.directory",
              "ce compte ne peut pas écrire dans " + data,
              "this account cannot write in " + data,
              "chown -R \"$(id -un)\" " + word(data)));
    }
    if (!open(data).isEmpty()) {
      return List.of(
          Finding.failure(
              "data.directory",
              data + " est lisible par d’autres comptes",
              data + " is readable by other accounts",
              "chmod 711 " + word(data)));
    }
    return List.of(Finding.good("data.directory", "données : " + data, "data: " + data));
  }

  /** A register that was restored from an old copy must not be appended to. */
  List<Finding> ledger() {
    if (Files.notExists(data.resolve("ledger").resolve(".ahead"))) {
      return List.of();
    }
    return List.of(
        Finding.failure(
            "registre-en-retard",
            "registre restauré d’une copie ancienne : des pairs en tiennent une suite qui manque"
                + " ici ; rien n’est publié",
            "register restored from an old copy: peers hold later entries that are missing here;"
                + " nothing is published",
            "bouclier stop --data "
                + word(data)
                + " ; bouclier ledger recover --data "
                + word(data)
                + " /media/cle"));
  }

  List<Finding> diskSpace() {
    try {
      long free = Files.getFileStore(existing()).getUsableSpace();
      String french = "place libre sur le disque des données : " + session.speech().bytes(free);
      String english = "free space on the disk of the data: " + session.speech().bytes(free);
      String place = word(existing());
      String repair = "df -h " + place + " ; du -xh --max-depth=2 " + place;
      if (free < LEAST_SPACE) {
        return List.of(Finding.failure("disk.space", french, english, repair));
      }
      return List.of(
          free < EASY_SPACE
              ? Finding.advice("disk.space", french, english, repair)
              : Finding.good("disk.space", french, english));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How long an acknowledged write takes: the median of a few. */
  List<Finding> diskSpeed() {
    if (!Files.isWritable(data)) {
      return List.of();
    }
    Path file = data.resolve("doctor.tmp");
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      var nanos = new ArrayList<Long>();
      for (int i = 0; i < FLUSHES; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(4_096));
        channel.force(true);
        nanos.add(System.nanoTime() - start);
      }
      nanos.sort(null);
      double millis = nanos.get(FLUSHES / 2) / (double) TimeUnit.MILLISECONDS.toNanos(1);
      Locale locale = session.speech().locale();
      String french = String.format(locale, "écriture sûre sur le disque : %.1f ms", millis);
      String english = String.format(locale, "safe write to the disk: %.1f ms", millis);
      return List.of(
          millis < SLOW_MILLIS
              ? Finding.good("disk.speed", french, english)
              : Finding.advice("disk.speed", french, english, "SSD"));
    } catch (IOException refused) {
      return List.of(
          Finding.failure(
              "disk.speed",
              "le disque refuse une écriture : " + refused.getMessage(),
              "the disk refuses a write: " + refused.getMessage(),
              "dmesg | tail ; df -h " + word(data) + " ; df -i " + word(data)));
    }
  }

  List<Finding> secrets() {
    var findings = new ArrayList<Finding>();
    int seen = 0;
    for (Path file : secretFiles()) {
      seen++;
      if (!open(file).isEmpty()) {
        findings.add(
            Finding.failure(
                "secret.readable",
                file + " est lisible par d’autres comptes",
                file + " is readable by other accounts",
                "chmod 600 " + word(file)));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              "secret.readable",
              "secrets fermés aux autres comptes : " + seen,
              "secrets closed to other accounts: " + seen));
    }
    return findings;
  }

  List<Finding> settings() {
    if (!Files.exists(SiteFile.path(data))) {
      return List.of();
    }
    try {
      var keys = SiteFile.read(data);
      Capital.of(keys.getOrDefault("bouclier.state", "")).complete(keys);
      keys.put("bouclier.data", data.toString());
      var site = SiteKeys.read(key -> keys.getOrDefault(key, ""));
      String text = site.name() + " (" + site.state() + "), " + site.city();
      return List.of(Finding.good("settings", text, text));
    } catch (IOException | IllegalArgumentException mistake) {
      String text = String.valueOf(mistake.getMessage());
      return List.of(
          Finding.failure("settings", text, text, "${EDITOR:-vi} " + word(SiteFile.path(data))));
    }
  }

  List<Finding> certificates() {
    var findings = new ArrayList<Finding>();
    for (String name : List.of("pages", "federation")) {
      Path file = data.resolve("tls").resolve(name + ".pem");
      if (Files.exists(file)) {
        findings.add(certificate(name, file));
      }
    }
    return findings;
  }

  /** Log lines acknowledged and not yet judged: it grows when the engine does not follow. */
  List<Finding> journal() {
    Path journal = data.resolve("journal");
    if (!Files.isDirectory(journal)) {
      return List.of();
    }
    long bytes = files(journal).mapToLong(file -> file.toFile().length()).sum();
    String french = "journal d’attente des événements : " + session.speech().bytes(bytes);
    String english = "journal of waiting events: " + session.speech().bytes(bytes);
    return List.of(
        bytes < LONG_JOURNAL
            ? Finding.good("journal", french, english)
            : Finding.advice(
                "journal", french, english, "bouclier status --data " + word(data) + " ; top"));
  }

  private Finding certificate(String name, Path file) {
    try {
      var identity =
          TlsIdentity.open(data.resolve("tls"), name, List.of("localhost"), session.clock());
      Instant end = identity.certificate().getNotAfter().toInstant();
      String french = "certificat " + file.getFileName() + " : jusqu’au " + end;
      String english = "certificate " + file.getFileName() + ": until " + end;
      String repair =
          String.format(
              Locale.ROOT,
              "(cd %s && mkdir -p old && mv -b %s %s-key.pem old/) && %s",
              word(data.resolve("tls")),
              file.getFileName(),
              name,
              ShellText.restart(data));
      if (end.isBefore(session.clock().instant())) {
        return Finding.failure("tls." + name, french, english, repair);
      }
      return end.isBefore(session.clock().instant().plus(SOON))
          ? Finding.advice("tls." + name, french, english, repair)
          : Finding.good("tls." + name, french, english);
    } catch (UnreadableIdentityException unreadable) {
      String text = String.valueOf(unreadable.getMessage());
      return Finding.failure(
          "tls." + name, text, text, "openssl x509 -noout -text -in " + word(file));
    }
  }

  private List<Path> secretFiles() {
    return files(data)
        .filter(file -> {
          String name = file.getFileName().toString();
          return name.endsWith(".key")
              || name.endsWith("-key.pem")
              || name.equals("password")
              || name.equals("node.json")
              || name.equals("bouclier.properties");
        })
        .toList();
  }

  private Instant newestFile() {
    return Stream.of("run/node.json", "bouclier.properties", "log/bouclier.log", "postgres/lock")
        .map(name -> Instant.ofEpochMilli(data.resolve(name).toFile().lastModified()))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** Files of the node, without those of PostgreSQL, which it guards itself. */
  private Stream<Path> files(Path root) {
    var found = new ArrayList<Path>();
    collect(root, 0, found);
    return found.stream();
  }

  private void collect(Path directory, int depth, List<Path> found) {
    try (var children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (!Files.isDirectory(child, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
          found.add(child);
        } else if (depth < 3 && !child.endsWith("cluster") && !child.endsWith("programs")) {
          collect(child, depth + 1, found);
        }
      }
    } catch (IOException closed) {
      // A directory closed to this account holds no secret that is open to it.
    }
  }

  private static Set<PosixFilePermission> open(Path file) {
    try {
      var permissions = EnumSet.copyOf(OTHERS);
      permissions.retainAll(Files.getPosixFilePermissions(file));
      return permissions;
    } catch (IOException gone) {
      return Set.of();
    }
  }

  private Path existing() {
    Path path = data;
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }
}
