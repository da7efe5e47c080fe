package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MISP events as STIX: what each attribute becomes, what is left out and counted. */
class MispStixTest {

  private static final String UUID_STEM = "00000000-0000-4000-8000-0000000000";

  @Test
  void each_attribute_becomes_what_its_type_and_its_author_say() throws IOException {
    var objects = byId(sample());

    assertThat(pattern(objects, "01")).isEqualTo("[domain-name:value = 'faux-tresor.example']");
    assertThat(pattern(objects, "02")).isEqualTo("[ipv4-addr:value = '198.51.100.7']");
    assertThat(pattern(objects, "03"))
        .isEqualTo("[url:value = 'https://faux-tresor.example/paiement?c=\\'1']");
    assertThat(pattern(objects, "04"))
        .isEqualTo(
            "[file:hashes.'SHA-256' ="
                + " 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']");
    assertThat(pattern(objects, "13"))
        .isEqualTo(
            "[network-traffic:dst_ref.value = '2001:db8::7' AND network-traffic:dst_port = 443]");
    assertThat(objects.get("indicator--" + UUID_STEM + "12").text("pattern_type")).contains("yara");
    assertThat(pattern(objects, "21")).startsWith("[file:hashes.'SHA-1' = 'da39");
    assertThat(objects.get("indicator--" + UUID_STEM + "21").labels())
        .contains("misp:object=\"file\"", "rsit:fraud=\"phishing\"")
        .doesNotContain("tlp:green", "interne");
    assertThat(objects.get("vulnerability--" + UUID_STEM + "10").externalReferences())
        .singleElement()
        .satisfies(reference -> assertThat(reference.externalId()).contains("CVE-2026-12345"));
    assertThat(objects.keySet())
        .as("not for detection: a fact, not an indicator")
        .anyMatch(id -> id.startsWith("email-addr--"))
        .doesNotContain("indicator--" + UUID_STEM + "09");
  }

  @Test
  void markings_follow_the_strictest_tag_and_their_definitions_go_along() throws IOException {
    var objects = byId(sample());

    assertThat(objects.get("indicator--" + UUID_STEM + "01").markingRefs())
        .containsExactly(Tlp.GREEN.markingId());
    assertThat(objects.get("indicator--" + UUID_STEM + "02").markingRefs())
        .containsExactly(Tlp.AMBER_STRICT.markingId(), Pap.AMBER.markingId());
    assertThat(objects)
        .containsKeys(
            Tlp.GREEN.markingId().toString(),
            Tlp.AMBER_STRICT.markingId().toString(),
            Pap.AMBER.markingId().toString());
  }

  @Test
  void what_is_left_out_is_counted_and_named() throws IOException {
    var stix = sample();

    assertThat(stix.unmapped())
        .containsExactly(entry("comment", 1), entry("phone-number", 1), entry("size-in-bytes", 1));
    assertThat(stix.malformed())
        .singleElement()
        .satisfies(problem -> assertThat(problem.objectId()).isEqualTo(UUID_STEM + "06"));
    assertThat(stix.deleted()).isEqualTo(1);
    assertThat(byId(stix).get("indicator--" + UUID_STEM + "05").revoked()).isTrue();
    assertThat(event().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(20));
  }

  @Test
  void the_event_is_a_report_that_names_its_objects() throws IOException {
    var objects = byId(sample());
    var report = objects.get("report--7d0c1f0e-6a5e-4c53-9d2b-2f1c6d0a9b11");

    assertThat(report.text("name")).contains("Faux portail du Trésor, campagne de janvier");
    assertThat(report.createdBy())
        .contains(StixId.parse("identity--5f2b6c58-3a50-4d6e-8f3e-93f5a1c9d001"));
    assertThat(report.externalReferences()).hasSize(2);
    assertThat(report.references()).map(StixId::toString).allMatch(objects::containsKey);
    assertThat(report.instant("published")).contains(StixTime.parse("2026-01-29T11:00:00Z"));
  }

  @Test
  void the_same_event_gives_the_same_bytes() throws IOException {
    assertThat(sample().objects())
        .map(StixObject::canonicalJson)
        .isEqualTo(sample().objects().stream().map(StixObject::canonicalJson).toList());
  }

  @Test
  void an_attribute_older_than_its_event_is_not_changed_before_it_was_made() throws IOException {
    var objects = byId(sample());
    for (var object : objects.values()) {
      if (object.modified().isPresent()) {
        assertThat(object.modified().get()).isAfterOrEqualTo(object.created().orElseThrow());
      }
    }
    assertThat(objects.get("indicator--" + UUID_STEM + "01").instant("valid_from"))
        .contains(StixTime.parse("2026-01-27T07:30:00Z"));
  }

  @Test
  void a_file_that_is_no_event_is_refused_with_its_reason() {
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("stix.syntax");
    assertThatThrownBy(() -> read("{\"Event\": {}}")).hasMessageContaining("stix.id");
    assertThatThrownBy(() -> read("{\"Event\": {\"uuid\": ")).hasMessageContaining("stix.syntax");
  }

  @Test
  void a_real_feed_is_read_to_its_last_attribute(@TempDir Path folder)
      throws IOException, InterruptedException {
    var archive = TestData.file("misp/feed-infoblox-dev.tar.xz");
    var tar = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", folder.toString()).start();
    Assumptions.assumeTrue(
        tar.waitFor(60, TimeUnit.SECONDS) && tar.exitValue() == 0, "SKIPPED: no tar with xz here");
    var feed = new MispFeed(name -> Files.newInputStream(folder.resolve(name)));

    var unmapped = new TreeMap<String, Integer>();
    var malformed = new ArrayList<StixProblem>();
    var indicators = new HashSet<StixId>();
    int matchable = 0;
    int attributes = 0;
    for (var entry : feed.manifest()) {
      var event = feed.event(entry.uuid());
      attributes += event.attributes().size();
      var stix = event.toStix();
      unmapped.putAll(stix.unmapped());
      malformed.addAll(stix.malformed());
      for (var object : stix.objects()) {
        if (object.type().equals("indicator")) {
          indicators.add(object.id());
          var pattern = StixPattern.parse(object.text("pattern").orElseThrow());
          matchable += pattern.observables() instanceof Observables.Found ? 1 : 0;
        }
      }
    }

    assertThat(attributes).isEqualTo(16_333);
    assertThat(unmapped).isEmpty();
    assertThat(malformed)
        .as("one value of the feed has 71 digits: no SHA-256")
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.objectId()).isEqualTo("e1763fb6-c003-48bf-b51e-a255340b4160"));
    assertThat(matchable).as("one URL has no scheme, nor a host and a path").isEqualTo(16_332 - 1);
    assertThat(indicators).hasSize(16_332);
  }

  private static MispEvent read(String json) {
    return MispEvent.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  private static MispEvent event() throws IOException {
    return read(Sample.text("misp-event.json"));
  }

  private static MispStix sample() throws IOException {
    return event().toStix();
  }

  private static Map<String, StixObject> byId(MispStix stix) {
    return stix.objects().stream()
        .collect(Collectors.toMap(object -> object.id().toString(), Function.identity()));
  }

  private static String pattern(Map<String, StixObject> objects, String end) {
    var object = objects.get("indicator--" + UUID_STEM + end);
    assertThat(object).as(end).isNotNull();
    return object.text("pattern").orElseThrow();
  }
}
