package org.bouclier.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.TiledLog;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The rules of the house. Each asserts how many classes it saw: a rule that sees nothing passes.
 */
class HouseTest {

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bouclier");

  @Test
  void desks_call_lower_floors_only() {
    var modules = ApplicationModules.of(NodeApplication.class);
    assertThat(modules.stream()).as("desks").hasSizeGreaterThanOrEqualTo(10);
    modules.verify();
  }

  @Test
  void libraries_know_neither_the_framework_nor_the_database() {
    var libraries = not(resideInAPackage("org.bouclier.node..")).as("the classes of the libraries");
    check(
        noClasses()
            .that(libraries)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "jakarta..")
            .because("they are used by programs that have none of these"),
        libraries,
        100);
  }

  @Test
  void only_the_classes_named_Sql_hold_statements() {
    var others = not(simpleNameEndingWith("Sql")).and(resideInAPackage("org.bouclier.node.."));
    check(
        noClasses()
            .that(others)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.jdbc.core.simple.JdbcClient.StatementSpec")
            .because("a desk's statements stand in one place, where a test prepares them all"),
        others,
        100);
  }

  @Test
  void controllers_are_nobody_elses_business() {
    var controllers = simpleNameEndingWith("Controller");
    check(
        classes()
            .that(controllers)
            .should()
            .bePackagePrivate()
            .because("a desk is called through its API, never through its pages"),
        controllers,
        8);
  }

  @Test
  void nothing_but_the_frontier_appends_to_the_ledger() {
    var others =
        resideInAPackage("org.bouclier.node..")
            .and(not(resideInAPackage("org.bouclier.node.frontier..")))
            .as("desks other than the frontier");
    check(
        noClasses()
            .that(others)
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "TiledLog.append",
                    call ->
                        call.getTargetOwner().isEquivalentTo(TiledLog.class)
                            && call.getName().equals("append")))
            .because("what leaves the state is decided in one place"),
        others,
        100);
    assertThat(PRODUCT.get("org.bouclier.node.frontier.Frontier").getPackageName())
        .isEqualTo("org.bouclier.node.frontier");
  }

  @Test
  void the_architecture_names_every_room_and_desk_and_nothing_else() throws IOException {
    String text = Files.readString(Path.of("../ARCHITECTURE.md"));
    assertThat(firstColumn(section(text, "## Rooms"), 0)).isEqualTo(rooms());
    assertThat(firstColumn(section(text, "## Desks"), 1)).isEqualTo(desks());
  }

  @Test
  void tests_have_names_that_the_runner_sees() throws IOException {
    var unseen = new TreeSet<String>();
    int seen = 0;
    for (String room : rooms()) {
      try (var files = Files.walk(Path.of("..", room, "src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          boolean holdsTests =
              Pattern.compile("^ *@(Parameterized)?Test\\b", Pattern.MULTILINE)
                  .matcher(Files.readString(file))
                  .find();
          if (holdsTests) {
            seen++;
            if (!file.toString().endsWith("Test.java")) {
              unseen.add(file.toString());
            }
          }
        }
      }
    }
    assertThat(seen).as("classes of tests").isGreaterThan(40);
    assertThat(unseen).isEmpty();
  }

  private static void check(
      ArchRule rule, DescribedPredicate<? super JavaClass> subject, int atLeast) {
    assertThat(PRODUCT.that(subject).size())
        .as("classes seen by: %s", rule.getDescription())
        .isGreaterThanOrEqualTo(atLeast);
    rule.check(PRODUCT);
  }

  private static Set<String> rooms() throws IOException {
    var rooms = new TreeSet<String>();
    var module =
        Pattern.compile("<module>([a-z]+)</module>")
            .matcher(Files.readString(Path.of("../pom.xml")));
    while (module.find()) {
      rooms.add(module.group(1));
    }
    return rooms;
  }

  private static Set<String> desks() throws IOException {
    var desks = new TreeSet<String>();
    try (var folders = Files.list(Path.of("src/main/java/org/bouclier/node"))) {
      folders
          .filter(Files::isDirectory)
          .forEach(folder -> desks.add(folder.getFileName().toString()));
    }
    return desks;
  }

  private static String section(String text, String heading) {
    int start = text.indexOf(heading);
    assertThat(start).as(heading).isNotNegative();
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static Set<String> firstColumn(String section, int column) {
    var names = new TreeSet<String>();
    var row =
        Pattern.compile("^\\|" + "[^|]*\\|".repeat(column) + " `([a-z]+)` \\|", Pattern.MULTILINE)
            .matcher(section);
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }
}
