package org.bouclier.detect.evtx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.junit.jupiter.api.Test;

/** From a file of Windows to an alert: the events need nothing between reader and rules. */
class EvtxSigmaTest {

  private static final String RULE =
      """
      title: Découverte de compte par whoami
      id: 502b42de-4306-40b4-9596-6f590c81f073
      logsource:
        category: process_creation
        product: windows
      detection:
        selection:
          Image|endswith: '\\whoami.exe'
          CommandLine|contains: '/all'
          ParentImage: ''
        condition: selection
      level: medium
      """;

  @Test
  void a_rule_fires_on_the_events_of_a_file() throws Exception {
    byte[] file =
        new EvtxWriter()
            .chunk(chunk -> {
              SampleEvents.process(chunk, 1, "C:\\Windows\\System32\\whoami.exe", "whoami /all");
              SampleEvents.process(chunk, 2, "C:\\Windows\\System32\\whoami.exe", "whoami");
              SampleEvents.process(chunk, 3, "C:\\Windows\\explorer.exe", "x /all");
              SampleEvents.process(chunk, 4, "D:\\WHOAMI.EXE", "whoami.exe  /ALL");
            })
            .bytes();
    var rules = SigmaRules.of(List.of(new RuleText("whoami.yml", RULE)));
    assertThat(rules.refusals()).isEmpty();
    var scanner = rules.scanner();
    List<Long> fired = new ArrayList<>();

    try (var reader = new EvtxReader(new ByteArrayInputStream(file), fault -> {})) {
      while (reader.next()) {
        Decoding outcome =
            scanner.scan(
                reader.json(),
                0,
                reader.jsonLength(),
                LogFormat.NDJSON,
                LogSource.UNKNOWN,
                (rule, source, evidence) -> fired.add(reader.recordNumber()));
        assertThat(outcome).isEqualTo(Decoding.DECODED);
      }
    }

    assertThat(fired).containsExactly(1L, 4L);
  }
}
