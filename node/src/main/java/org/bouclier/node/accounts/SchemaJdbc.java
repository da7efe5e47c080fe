package org.bouclier.node.accounts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Lets Spring Security's own repositories of passkeys find their two tables: they name them without
 * a schema, and ours are in that of this desk. Only the name in the text of the statement changes.
 */
final class SchemaJdbc {

  private static final Pattern TABLE = Pattern.compile("\\b(user_credentials|user_entities)\\b");

  private SchemaJdbc() {}

  /** The same door to the database, for statements that name those two tables. */
  static JdbcOperations of(JdbcOperations jdbc) {
    return (JdbcOperations)
        Proxy.newProxyInstance(
            JdbcOperations.class.getClassLoader(),
            new Class<?>[] {JdbcOperations.class},
            (_, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof String statement) {
                arguments[0] = TABLE.matcher(statement).replaceAll("accounts.$1");
              }
              try {
                return method.invoke(jdbc, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
