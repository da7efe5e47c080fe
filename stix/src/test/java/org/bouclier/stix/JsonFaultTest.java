package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of JSON are told in French, with what was found and at which line. */
class JsonFaultTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a': 1}        | signe inattendu « ' »",
        "{\"a\": oui}    | mot inattendu « oui »",
        "{\"Event\": {\"info\": [{\"b\": 1, \"b\": 2}]}} | propriété en double « b »",
        "{\"a\": [1, 2   | le texte s’arrête avant la fin",
        "{\"a\": \"\u00e9t\u00e9\"}  | octet ou signe inattendu, ou qui n’est pas de l’UTF-8",
        "{\"UTF-8\": 1, \"Event\": {\"info\": [{\"UTF-8\": 1, \"UTF-8\": 2}]}} | propriété en double « UTF-8 »",
        "{\"a\": 007}  | ce n’est pas du JSON valable",
      })
  void a_fault_is_named(String json, String cause) {
    var latin = new ByteArrayInputStream(("\n" + json).getBytes(ISO_8859_1));
    var malformed = catchThrowableOfType(MalformedStixException.class, () -> MispEvent.read(latin));

    var problem = malformed.problems().getFirst();
    assertThat(problem.code()).isEqualTo(StixProblem.Code.SYNTAX);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.message().replace('\u00a0', ' '))
        .isEqualTo("JSON illisible : " + cause.strip());
  }

  @ParameterizedTest
  @CsvSource({"1001, 1", "1, 401"})
  void what_is_too_long_is_a_limit(int name, int digits) {
    String json = "{\"" + "a".repeat(name) + "\": " + "1".repeat(digits) + "}";
    var input = new ByteArrayInputStream(json.getBytes(ISO_8859_1));
    var malformed = catchThrowableOfType(MalformedStixException.class, () -> MispEvent.read(input));

    assertThat(malformed.problems().getFirst().code()).isEqualTo(StixProblem.Code.LIMIT);
    assertThat(malformed.problems().getFirst().message()).startsWith("JSON hors limites");
  }
}
