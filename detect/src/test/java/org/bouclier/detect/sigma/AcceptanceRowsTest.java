package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each of the 43 rows of the acceptance table of Sigma 2.1 has a test that is named after it. */
class AcceptanceRowsTest {

  @Test
  void every_row_has_a_test_of_its_name() throws Exception {
    Path classes =
        Path.of(
                AcceptanceRowsTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
            .resolve("org/bouclier/detect/sigma");
    List<String> names;
    try (Stream<Path> files = Files.list(classes)) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.class"))
              .map(name -> "org.bouclier.detect.sigma." + name.replace(".class", ""))
              .toList();
    }
    Set<Integer> rows = new TreeSet<>();
    for (String name : names) {
      for (Method method : Class.forName(name).getDeclaredMethods()) {
        Matcher row =
            Pattern.compile("rows?_(\\d+)(?:_(?:and|to)_(\\d+))?_.*").matcher(method.getName());
        if (row.matches()) {
          int first = Integer.parseInt(row.group(1));
          int last = row.group(2) == null ? first : Integer.parseInt(row.group(2));
          rows.addAll(IntStream.rangeClosed(first, last).boxed().toList());
        }
      }
    }

    assertThat(names).as("test classes").hasSizeGreaterThan(10);
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 43).boxed().collect(Collectors.toSet()));
  }
}
