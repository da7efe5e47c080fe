package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Identifiers of observables, against those of the reference implementation. */
class ObservableIdTest {

  /** The sample was written by OASIS's own library, stix2 3.0.2, which computed the identifiers. */
  @Test
  void every_type_gets_the_identifier_that_the_oasis_library_gives_it() throws IOException {
    var types = new TreeSet<String>();
    for (var line : Sample.text("observables.ndjson").lines().toList()) {
      var observable = StixObject.parse(line);
      types.add(observable.type());

      assertThat(ObservableId.of(observable.json())).as(line).contains(observable.id());
    }
    assertThat(types).hasSize(17);
  }

  @Test
  void a_named_uuid_is_that_of_rfc_4122() {
    // The example of RFC 9562, appendix A.4.
    var dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(ObservableId.named(dns, "www.example.com"))
        .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  }

  @Test
  void one_hash_is_enough_to_know_a_file_and_the_others_do_not_change_it() {
    var md5 = "b365b9a80a06906fc9b400c06c33ff43";
    var alone =
        StixObject.observable("file", tree -> tree.putObject("hashes").put("MD5", md5)).id();
    var both =
        StixObject.observable(
                "file",
                tree -> tree.putObject("hashes").put("SHA-256", "0".repeat(64)).put("MD5", md5))
            .id();

    assertThat(both).isEqualTo(alone);
  }

  @Test
  void a_process_has_no_identifier_of_its_own() {
    var process = StixJson.MAPPER.createObjectNode().put("type", "process").put("pid", 314);

    assertThat(ObservableId.of(process)).isEmpty();
  }
}
