package org.bouclier.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The embedded PostgreSQL of a node that runs in another process: for those who look after it.
 *
 * @param processes its postmaster, workers and sessions
 * @param port where it is heard on the loopback
 * @param password of its role; whoever may read its file is the node's operator
 */
public record PostgresAtWork(List<ProcessHandle> processes, int port, String password) {

  private static final int PORT_LINE = 3; // of postmaster.pid, counted from 0

  /** Keeps a copy of the list. */
  public PostgresAtWork {
    processes = List.copyOf(processes);
  }

  /**
   * The one that works on a data directory; empty when none does.
   *
   * @param dataDirectory what {@link EmbeddedPostgres#start} was given
   * @throws IOException if its files may not be read by this account
   */
  public static Optional<PostgresAtWork> find(Path dataDirectory) throws IOException {
    Path cluster = dataDirectory.resolve("cluster");
    Path pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    var processes = new Leftover(cluster.toRealPath()).processes().toList();
    List<String> lines = Files.readAllLines(pidFile);
    if (processes.isEmpty() || lines.size() <= PORT_LINE) {
      return Optional.empty();
    }
    String password = Files.readString(dataDirectory.resolve("password")).strip();
    int port = Integer.parseInt(lines.get(PORT_LINE).strip());
    return Optional.of(new PostgresAtWork(processes, port, password));
  }

  /** Opens a session on the node's database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/bouclier?sslmode=disable&connectTimeout=5",
        "bouclier",
        password);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "PostgresAtWork[port=" + port + ", processes=" + processes.size() + "]";
  }
}
