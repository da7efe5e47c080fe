package org.bouclier.node.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every statement of SQL in the compiled node, read from the class files: nothing that reaches the
 * database can be missed, because a call that takes anything but a constant is itself a finding.
 *
 * @param statements each constant handed to the database, with where it stands
 * @param findings calls that break the rule
 * @param sqlClasses how many {@code *Sql} classes were read
 */
record SqlText(List<Statement> statements, List<String> findings, int sqlClasses) {

  /** One statement of one desk. */
  record Statement(String desk, String place, String text) {}

  /** The doors through which text becomes SQL, by owner: the methods whose first argument it is. */
  private static final Map<String, Set<String>> DOORS =
      Map.of(
          "org/springframework/jdbc/core/simple/JdbcClient", Set.of("sql"),
          "java/sql/Connection", Set.of("prepareStatement"));

  /** Doors that no desk may use: the first two take a statement late, in pieces or unprepared. */
  private static final Map<String, Set<String>> CLOSED =
      Map.of(
          "java/sql/Statement",
              Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "addBatch"),
          "java/sql/Connection", Set.of("prepareCall", "nativeSQL"),
          "org/springframework/jdbc/core/JdbcTemplate", Set.of("*"),
          "org/springframework/jdbc/core/JdbcOperations", Set.of("*"),
          "org/springframework/jdbc/core/namedparam/NamedParameterJdbcTemplate", Set.of("*"),
          "org/springframework/jdbc/core/namedparam/NamedParameterJdbcOperations", Set.of("*"));

  /** Reads all classes below a directory of compiled classes. */
  static SqlText read(Path classes) {
    var text = new SqlText(new ArrayList<>(), new ArrayList<>(), 0);
    int sqlClasses = 0;
    try (var files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        sqlClasses += isSql(model) ? 1 : 0;
        model.methods().forEach(method -> text.read(model, method));
      }
      return new SqlText(text.statements, text.findings, sqlClasses);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void read(ClassModel model, MethodModel method) {
    if (method.code().isEmpty() || List.of("database", "command").contains(deskOf(model))) {
      return; // the database room and its doctor work below the desks
    }
    @Nullable CodeElement previous = null;
    for (CodeElement element : method.code().get()) {
      if (element instanceof InvokeInstruction call) {
        String place = name(model) + "." + method.methodName().stringValue();
        read(model, place, call, previous);
      }
      if (!(element instanceof LineNumber)) {
        previous = element;
      }
    }
  }

  private void read(
      ClassModel model, String place, InvokeInstruction call, @Nullable CodeElement previous) {
    if (isOneOf(CLOSED, call)) {
      findings.add(place + ": " + call.name().stringValue() + " is not for desks: JdbcClient.sql");
    } else if (isOneOf(DOORS, call)) {
      if (!isSql(model)) {
        findings.add(place + ": SQL outside of the desk's Sql class");
      } else if (previous instanceof ConstantInstruction constant
          && constant.constantValue() instanceof String sql) {
        statements.add(new Statement(deskOf(model), place, sql));
      } else {
        findings.add(place + ": SQL that is not one constant");
      }
    }
  }

  private static boolean isOneOf(Map<String, Set<String>> doors, InvokeInstruction call) {
    var methods = doors.getOrDefault(call.owner().asInternalName(), Set.of());
    return methods.contains("*") || methods.contains(call.name().stringValue());
  }

  private static boolean isSql(ClassModel model) {
    String simple = name(model).substring(name(model).lastIndexOf('.') + 1);
    return simple.split("\\$", 2)[0].endsWith("Sql");
  }

  private static String name(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  /** The package below {@code org.bouclier.node}; empty for that package itself. */
  static String deskOf(ClassModel model) {
    String[] path = model.thisClass().asInternalName().split("/", -1);
    return path.length > 4 ? path[3] : "";
  }
}
