package org.bouclier.node.intelligence;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouclier.node.web.Severity;

/** Severity among the labels of a STIX object, which has no property for it. */
final class SeverityLabel {

  private static final String PREFIX = "severity:";

  private SeverityLabel() {}

  /** The label that says it. */
  static String of(Severity severity) {
    return PREFIX + severity.code();
  }

  /** What the labels say; the gravest if they say several. */
  static Optional<Severity> read(List<String> labels) {
    return Arrays.stream(Severity.values())
        .filter(severity -> labels.contains(of(severity)))
        .max(Severity::compareTo);
  }
}
