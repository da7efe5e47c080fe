package org.bouclier.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.bouclier.node.site.SecretFile;

/**
 * The data directory of PostgreSQL (what it calls a cluster) and the password that opens it.
 *
 * <p>A new one is made beside, with its role and its database, and enters by one rename: a first
 * start cut short leaves nothing half made.
 *
 * @param directory holds {@code cluster} and {@code password}
 * @param programs what works on it
 * @param account who runs them
 */
record Cluster(Path directory, PostgresPrograms programs, UnprivilegedAccount account) {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PASSWORD_BYTES = 32;

  /** Where PostgreSQL keeps its data. */
  Path path() {
    return directory.resolve("cluster");
  }

  /**
   * Makes what is missing, and returns the password of the role.
   *
   * @throws IOException with the words of the program that failed
   * @throws DatabaseUnavailableException if the data are of another major version
   */
  String open() throws IOException {
    FileTree.delete(directory.resolve("cluster.new"));
    Path file = directory.resolve("password");
    boolean known = Files.exists(file);
    String password = known ? Files.readString(file).strip() : randomPassword();
    Path version = path().resolve("PG_VERSION");
    if (!Files.exists(version)) {
      make(password);
    } else if (!Files.readString(version).strip().equals(PostgresPrograms.MAJOR)) {
      throw DatabaseUnavailableException.otherVersion(directory, Files.readString(version).strip());
    } else if (!known) {
      statements(path(), PostgresSettings.newPassword(password));
    }
    if (!known) {
      SecretFile.write(file, password);
    }
    account.own(path());
    return password;
  }

  private void make(String password) throws IOException {
    Path fresh =
        Files.createDirectory(directory.resolve("cluster.new"), SecretFile.ownerOnlyDirectory());
    Path secret = directory.resolve("cluster.secret");
    try {
      // The superuser's password is forgotten at once: that role never connects.
      SecretFile.write(secret, randomPassword());
      account.own(fresh);
      account.own(secret);
      run(
          List.of(
              programs.initdb(),
              "--pgdata=" + fresh,
              "--username=postgres",
              "--pwfile=" + secret,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=icu",
              "--icu-locale=fr",
              "--data-checksums"),
          "");
    } finally {
      Files.deleteIfExists(secret);
    }
    statements(fresh, PostgresSettings.foundation(password));
    Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
    FileTree.flush(directory);
  }

  /** Runs statements, one a line, without any server: PostgreSQL's single-user mode. */
  private void statements(Path cluster, String statements) throws IOException {
    run(
        List.of(
            programs.postgres(),
            "--single",
            "-D",
            cluster.toString(),
            "-c",
            "exit_on_error=on",
            "postgres"),
        statements);
  }

  private void run(List<String> command, String input) throws IOException {
    ProgramRun run = ProgramRun.of(account.command(command), input, LIMIT);
    if (!run.succeeded()) {
      throw new IOException(run.output());
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
