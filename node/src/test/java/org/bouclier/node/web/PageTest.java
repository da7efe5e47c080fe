package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.StateCode;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class PageTest {

  private static final Instant NOON = Instant.parse("2026-11-22T14:05:09Z");

  @Test
  void numbers_and_sizes_are_written_as_the_reader_writes_them() {
    assertThat(page(Language.FRENCH).number(12_430)).isEqualTo("12\u202F430");
    assertThat(page(Language.ENGLISH).number(12_430)).isEqualTo("12,430");
    assertThat(page(Language.FRENCH).size(1_500_000)).isEqualTo("1,5\u00A0Mo");
    assertThat(page(Language.FRENCH).size(999)).isEqualTo("999\u00A0o");
  }

  @Test
  void a_moment_is_shown_in_the_zone_of_the_node_with_utc_beside() {
    assertThat(drawn(page(Language.FRENCH).date(NOON)))
        .contains("22 novembre 2026 à 15\u00A0h\u00A005")
        .contains("title=\"2026-11-22 14:05:09 UTC\"");
  }

  @Test
  void a_delay_is_told_by_its_largest_units() {
    var page = page(Language.FRENCH);
    assertThat(page.length(Duration.ofSeconds(40))).isEqualTo("40\u00A0s");
    assertThat(page.length(Duration.ofMinutes(185))).isEqualTo("3\u00A0h\u00A05\u00A0min");
    assertThat(page.length(Duration.ofHours(51))).isEqualTo("2\u00A0j\u00A03\u00A0h");
    assertThat(drawn(page.ago(NOON.minusSeconds(40)))).contains("il y a 40\u00A0s");
    assertThat(drawn(page.ago(NOON.plusSeconds(90)))).contains("dans 1\u00A0min");
  }

  @Test
  void a_sentence_without_english_shows_in_french() {
    assertThat(page(Language.ENGLISH).say("Phrase jamais traduite"))
        .isEqualTo("Phrase jamais traduite");
    assertThat(page(Language.ENGLISH).say("Maintenant")).isEqualTo("Now");
  }

  @Test
  void arguments_are_put_in_their_places() {
    assertThat(page(Language.FRENCH).say("Code : {0}", 12_000))
        .isEqualTo("Code\u00A0: 12\u202F000");
  }

  private static String drawn(gg.jte.Content content) {
    var output = new StringOutput();
    content.writeTo(new gg.jte.html.OwaspHtmlTemplateOutput(output));
    return output.toString();
  }

  private static Page page(Language language) {
    var nowhere = new InetSocketAddress("localhost", 0);
    var site =
        new Site(
            new StateCode("ML"),
            "Nœud national du Mali",
            "Bamako",
            Path.of("nowhere"),
            nowhere,
            nowhere,
            URI.create("https://localhost:8444"),
            ZoneId.of("Africa/Niamey"));
    var shell =
        new Page.Shell(
            site,
            Clock.fixed(NOON, ZoneOffset.UTC),
            Words.load(),
            List.of(),
            () -> null,
            TemplateEngine.createPrecompiled(ContentType.Html),
            "0");
    return new Page(new MockHttpServletRequest(), shell, language);
  }
}
