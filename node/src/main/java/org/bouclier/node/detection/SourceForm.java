package org.bouclier.node.detection;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.log.LogFormat;

/** The form of a source, as it was typed. */
public record SourceForm(
    String name,
    String description,
    String format,
    String product,
    String category,
    String service,
    long silenceMinutes,
    boolean enabled) {

  static SourceForm of(Source source) {
    return new SourceForm(
        source.name(),
        source.description(),
        source.format().name(),
        source.product(),
        source.category(),
        source.service(),
        source.silence().toMinutes(),
        source.enabled());
  }

  /** The formats to choose from. */
  static List<String> formats() {
    return Arrays.stream(LogFormat.values()).map(Enum::name).toList();
  }

  SourceDraft draft() {
    return new SourceDraft(
        name.strip(),
        description.strip(),
        formats().contains(format) ? LogFormat.valueOf(format) : LogFormat.AUTO,
        product.strip(),
        category.strip(),
        service.strip(),
        Duration.ofMinutes(silenceMinutes));
  }
}
