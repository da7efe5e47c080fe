package org.bouclier.node.intelligence;

import java.time.Instant;
import org.bouclier.detect.Indicator;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * An indicator that people of this node, or its detection, make.
 *
 * @param value what to look for
 * @param name what lists call it, 1 to 200 chars
 * @param description why it is one; at most 5,000 chars, maybe empty
 * @param pap what may be done with it; null if anything
 * @param confidence 0 to 100; null if not said
 * @param validUntil its last moment; null if it has none
 */
public record NewIndicator(
    Indicator value,
    String name,
    String description,
    Tlp tlp,
    @Nullable Pap pap,
    Severity severity,
    @Nullable Integer confidence,
    @Nullable Instant validUntil) {

  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 5_000;

  /**
   * Checks the bounds above.
   *
   * @throws IllegalArgumentException if they are not kept
   */
  public NewIndicator {
    if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("a name has 1 to 200 printable chars");
    }
    if (description.length() > MAX_DESCRIPTION || description.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a description has at most 5000 chars");
    }
    if (confidence != null && (confidence < 0 || confidence > 100)) {
      throw new IllegalArgumentException("a confidence is 0 to 100");
    }
  }
}
