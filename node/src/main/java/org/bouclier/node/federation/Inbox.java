package org.bouclier.node.federation;

import java.util.UUID;

/** What was received and opened. Thread-safe. */
public interface Inbox {

  /**
   * The content of a {@link Received}: for the kinds of the desks of intelligence, a STIX 2.1
   * bundle as {@code org.bouclier.stix.BundleWriter} writes it.
   *
   * @throws java.util.NoSuchElementException if there is none, or it was erased
   */
  byte[] content(UUID id);
}
