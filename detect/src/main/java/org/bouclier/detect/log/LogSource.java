package org.bouclier.detect.log;

import org.jspecify.annotations.Nullable;

/**
 * Where a line comes from, in Sigma's words (sigma-rules-specification, "logsource"). Each part may
 * be unknown.
 *
 * @param product such as {@code windows}, {@code linux}, {@code zeek}
 * @param category such as {@code process_creation}, {@code dns}, {@code proxy}
 * @param service such as {@code security}, {@code sshd}
 */
public record LogSource(
    @Nullable String product, @Nullable String category, @Nullable String service) {

  /** Nothing is known; what a line itself says decides. */
  public static final LogSource UNKNOWN = new LogSource(null, null, null);

  /** A source of which only the product is known. */
  public static LogSource ofProduct(String product) {
    return new LogSource(product, null, null);
  }

  /** This source, its unknown parts taken from {@code other}. */
  public LogSource or(LogSource other) {
    return new LogSource(
        product != null ? product : other.product,
        category != null ? category : other.category,
        service != null ? service : other.service);
  }

  @Override
  public String toString() {
    return "product="
        + (product == null ? "*" : product)
        + " category="
        + (category == null ? "*" : category)
        + " service="
        + (service == null ? "*" : service);
  }
}
