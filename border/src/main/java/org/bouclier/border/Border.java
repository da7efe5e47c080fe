package org.bouclier.border;

import java.util.List;

/**
 * Decides what may leave. Whatever is not permitted is refused.
 *
 * <p>{@link CedarBorder} reads the rules that the authorities wrote; {@link GuardedBorder} makes it
 * safe against its own faults. Implementations are immutable and thread-safe, and give the same
 * answer to the same question.
 */
public interface Border {

  /** Decides on one object, or on a bundle taken as one. */
  Decision decide(Request request);

  /** The rules in force. */
  List<Rule> rules();

  /** SHA-256 of the text of the rules in force, 64 lower-case hexadecimal digits. */
  String policyHash();
}
