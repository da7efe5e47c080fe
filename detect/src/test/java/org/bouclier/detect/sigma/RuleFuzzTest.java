package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;

/**
 * Any text as a file of rules: it is compiled or refused by name, and what was compiled can be
 * asked.
 */
class RuleFuzzTest {

  private static final byte[] EVENT =
      "{\"Image\":\"C:\\\\a.exe\",\"CommandLine\":[\"x /enc YWI=\",null],\"Id\":3.0,\"Ip\":\"::1\"}"
          .getBytes(UTF_8);
  private static final Placeholders LISTS = Placeholders.of(Map.of("Servers", List.of("a*", "b")));

  @FuzzTest(maxDuration = "5m")
  void any_text_is_compiled_or_refused_by_name(byte[] bytes) {
    SigmaRules rules =
        SigmaRules.of(
            List.of(new RuleText("fuzz.yml", new String(bytes, UTF_8))),
            RuleSettings.DEFAULT.with(LISTS));
    for (RuleRefusal refusal : rules.refusals()) {
      assertThat(refusal.construct()).isNotEmpty();
      assertThat(refusal.message()).isNotEmpty();
      assertThat(refusal.line()).isPositive();
    }
    for (String product : new String[] {"windows", "linux"}) {
      rules
          .scanner()
          .scan(
              EVENT,
              0,
              EVENT.length,
              LogFormat.NDJSON,
              LogSource.ofProduct(product),
              (rule, source, evidence) -> assertThat(rules.rules()).contains(rule));
    }
  }
}
