package org.bouclier.stix;

/**
 * How much of a stranger's input one object may be. Past any of these the object is refused, and
 * the reading of a bundle goes on with the next one; only a string past {@link #MAX_TOKEN_CHARS}
 * ends it.
 *
 * @param maxDepth levels of braces and brackets inside one object
 * @param maxStringChars chars of one string
 * @param maxItems items of one list or dictionary
 * @param maxNodes values in one object, all levels together
 * @param maxObjects objects in one bundle
 */
public record StixLimits(
    int maxDepth, int maxStringChars, int maxItems, int maxNodes, long maxObjects) {

  /** One JSON string, in the worst case, held in memory before its length is judged. */
  public static final int MAX_TOKEN_CHARS = 16 * 1024 * 1024;

  /**
   * What an ordinary feed never reaches: 32 levels, strings of 4 Mi chars (a small artifact), lists
   * of 200,000 items, 500,000 values, 20 million objects.
   */
  public static final StixLimits STANDARD =
      new StixLimits(32, 4 * 1024 * 1024, 200_000, 500_000, 20_000_000);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is below 1, or {@code maxDepth} above 500
   */
  public StixLimits {
    if (maxDepth < 1 || maxStringChars < 1 || maxItems < 1 || maxNodes < 1 || maxObjects < 1) {
      throw new IllegalArgumentException("limits must be >= 1");
    }
    if (maxDepth > 500) { // the tree is walked by recursion
      throw new IllegalArgumentException("maxDepth must be <= 500: " + maxDepth);
    }
  }
}
