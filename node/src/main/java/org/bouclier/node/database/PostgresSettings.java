package org.bouclier.node.database;

import java.util.Locale;

/**
 * The settings of the embedded PostgreSQL, written anew at each start: they come with the program
 * and not with the data.
 *
 * <p>An administrator's own settings go in {@code local.conf} beside the cluster, read last. The
 * settings that keep acknowledged data are given on the command line besides, which no file can
 * overrule.
 */
final class PostgresSettings {

  private PostgresSettings() {}

  /** What no file may switch off: an acknowledged row survives a power cut. */
  static final String DURABILITY = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on";

  /** The text of {@code postgresql.conf}. */
  static String configuration(int port) {
    return String.format(
        Locale.ROOT,
        """
        # Written by Bouclier at each start: put your own settings in ../local.conf
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        password_encryption = 'scram-sha-256'
        max_connections = 100

        # Sized for a machine of 4 GB that also runs the node.
        shared_buffers = '96MB'
        effective_cache_size = '512MB'
        work_mem = '8MB'
        maintenance_work_mem = '64MB'
        max_wal_size = '512MB'
        wal_compression = on
        random_page_cost = 1.5
        max_parallel_workers_per_gather = 1
        io_workers = 2
        jit = off
        huge_pages = off

        # A forgotten transaction must not hold the vacuum back for ever.
        idle_in_transaction_session_timeout = '10min'
        autovacuum_naptime = '30s'

        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        logging_collector = on
        log_directory = '../log'
        log_filename = 'postgresql-%%u.log'
        log_rotation_age = '1d'
        log_rotation_size = 0
        log_truncate_on_rotation = on
        log_line_prefix = '%%m [%%p] %%u@%%d '
        log_checkpoints = off
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        include_if_exists = '../local.conf'
        """,
        port);
  }

  /** The text of {@code pg_hba.conf}: one role, by loopback only, by password only. */
  static String access() {
    return """
    # Written by Bouclier at each start.
    # TYPE DATABASE USER     ADDRESS      METHOD
    host   all      bouclier 127.0.0.1/32 scram-sha-256
    """;
  }

  /**
   * What makes the role and the database of the node, for the single-user mode: one statement on
   * each line. The role is not a superuser: SQL slipped in by an intruder reads no file and runs no
   * program.
   *
   * @param password letters and digits only
   */
  static String foundation(String password) {
    return String.format(
        Locale.ROOT,
        """
        CREATE ROLE bouclier LOGIN CREATEDB PASSWORD '%s'
        CREATE DATABASE bouclier OWNER bouclier
        """,
        password);
  }

  /** What gives the role another password, when the file that held it was lost. */
  static String newPassword(String password) {
    return String.format(Locale.ROOT, "ALTER ROLE bouclier PASSWORD '%s'\n", password);
  }
}
