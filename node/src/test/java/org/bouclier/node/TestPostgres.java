package org.bouclier.node;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.bouclier.node.database.EmbeddedPostgres;
import org.bouclier.node.database.Migrations;
import org.bouclier.node.database.PostgresAtWork;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The PostgreSQL of the tests: one server for the whole test JVM, and for each who asks a database
 * of its own, empty but for the migrations of every desk (a copy of a template: about 50 ms).
 *
 * <p>A test of SQL:
 *
 * <pre>
 * private final DataSource database = TestPostgres.freshDatabase();
 * private final AlertSql sql = new AlertSql(JdbcClient.create(database));
 * </pre>
 *
 * <p>A test of the whole node, listening on random ports:
 *
 * <pre>
 * &#64;SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * &#64;ContextConfiguration(initializers = TestPostgres.Node.class)
 * class AlertPagesTest {
 * </pre>
 */
public final class TestPostgres {

  private static final long SHORTEST_IDLE_MILLIS = 10_000;

  static {
    System.setProperty("com.zaxxer.hikari.housekeeping.periodMs", "2000");
  }

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;
  private static volatile boolean nodes; // whether a test has started one

  private TestPostgres() {}

  /** A pool on a fresh database with every migration applied; at most 8 connections. */
  public static DataSource freshDatabase() {
    return pool(freshDatabaseUrl(), 8);
  }

  /** The same database as an address with role and password, for {@code bouclier.database-url}. */
  public static String freshDatabaseUrl() {
    var postgres = server();
    String name = "test_" + COUNT.incrementAndGet();
    execute(postgres, "create database " + name + " template migrated");
    return address(postgres, name);
  }

  /** The server itself, for tests of the database room. */
  public static synchronized EmbeddedPostgres server() {
    var running = server;
    if (running == null) {
      running = start();
      server = running;
    }
    return running;
  }

  /** Points the node under test at a fresh database and a fresh data directory. */
  public static final class Node
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      nodes = true;
      Map<String, Object> keys =
          Map.of(
              "bouclier.state", "ML",
              "bouclier.name", "Nœud national du Mali",
              "bouclier.city", "Bamako",
              "bouclier.data", nodeDirectory().toString(),
              "bouclier.listen", "localhost:0",
              "bouclier.federation-listen", "localhost:0",
              "bouclier.federation-url", "https://localhost:1",
              "bouclier.zone", "Africa/Bamako",
              "bouclier.database-url", freshDatabaseUrl());
      context.getEnvironment().getPropertySources().addLast(new MapPropertySource("test", keys));
    }
  }

  private static EmbeddedPostgres start() {
    var directory = TemporaryPlace.fresh("bouclier-postgres");
    // The unpacked programs are kept from one run to the next, beside the compiled classes.
    var postgres =
        EmbeddedPostgres.start(directory, Path.of("target", "programs").toAbsolutePath());
    // Once the nodes of all tests are closed: a node whose database is gone closes slowly. Spring
    // tells only those who wait for a node.
    SpringApplication.getShutdownHandlers().add(() -> end(directory));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              if (!nodes) {
                end(directory);
              }
            }));
    execute(postgres, "create database migrated");
    try (var pool = pool(address(postgres, "migrated"), 2)) {
      Migrations.apply(pool);
    }
    return postgres;
  }

  private static String address(EmbeddedPostgres postgres, String database) {
    return postgres.jdbcUrl(database)
        + "&user="
        + postgres.user()
        + "&password="
        + postgres.password();
  }

  private static HikariDataSource pool(String address, int connections) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(address);
    pool.setMaximumPoolSize(connections);
    pool.setMinimumIdle(0);
    pool.setIdleTimeout(SHORTEST_IDLE_MILLIS); // a hundred databases share a hundred connections
    return pool;
  }

  private static void execute(EmbeddedPostgres postgres, String statement) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var execution = connection.createStatement()) {
      execution.execute(statement);
    } catch (SQLException refused) {
      throw new IllegalStateException(statement, refused);
    }
  }

  /** For a node's data; goes once all nodes are closed. */
  private static Path nodeDirectory() {
    Path place = TemporaryPlace.fresh("bouclier-node");
    SpringApplication.getShutdownHandlers().add(() -> TemporaryPlace.delete(place));
    return place;
  }

  private static void end(Path directory) {
    kill(directory);
    TemporaryPlace.delete(directory);
  }

  /** Nothing of it is kept: no need to wait until all is on disk. */
  private static void kill(Path directory) {
    try {
      PostgresAtWork.find(directory)
          .ifPresent(postgres -> postgres.processes().forEach(ProcessHandle::destroyForcibly));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
