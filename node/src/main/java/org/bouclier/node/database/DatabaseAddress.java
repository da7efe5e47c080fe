package org.bouclier.node.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Where a PostgreSQL is, and who enters.
 *
 * @param jdbcUrl for the driver, without role or password
 * @param user the role; empty when the address gives none
 * @param password its password; empty when the address gives none
 */
record DatabaseAddress(String jdbcUrl, String user, String password) {

  private static final String JDBC = "jdbc:";
  private static final String SCHEME = "postgresql";
  private static final int OLDEST = 18;

  /**
   * Reads what {@code --database-url} gives: {@code postgresql://role:password@host:5432/base} as
   * libpq writes it (RFC 3986, section 3.2), or the driver's {@code jdbc:postgresql://...}.
   *
   * @throws DatabaseUnavailableException if it is neither
   */
  static DatabaseAddress parse(String text) {
    try {
      boolean jdbc = text.startsWith(JDBC);
      URI uri = URI.create(jdbc ? text.substring(JDBC.length()) : text);
      boolean known = SCHEME.equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
      if (!known || uri.getHost() == null || uri.getPath().length() < 2) {
        throw DatabaseUnavailableException.badAddress();
      }
      String who = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
      String[] parts = who.split(":", 2);
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return new DatabaseAddress(
          JDBC + SCHEME + "://" + uri.getHost() + port + uri.getRawPath() + query,
          decode(parts[0]),
          parts.length > 1 ? decode(parts[1]) : "");
    } catch (IllegalArgumentException malformed) {
      throw DatabaseUnavailableException.badAddress();
    }
  }

  /**
   * Connects once.
   *
   * @throws DatabaseUnavailableException if it does not answer, or is too old
   */
  void verify(DataSource database) {
    try (var connection = database.getConnection()) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      if (major < OLDEST) {
        throw DatabaseUnavailableException.tooOld(major, OLDEST);
      }
    } catch (SQLException refusal) {
      throw DatabaseUnavailableException.noAnswer(jdbcUrl, refusal);
    }
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
