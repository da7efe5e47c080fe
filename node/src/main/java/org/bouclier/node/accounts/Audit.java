package org.bouclier.node.accounts;

import java.util.Map;

/** The register of administrative acts. Appended, never changed. Thread-safe. */
public interface Audit {

  /**
   * Writes one act, in the caller's transaction when there is one, under the name of whoever is
   * acting (the person signed in, the token, or the node itself).
   *
   * @param act what was done, in the form {@code desk.verb}, as in {@code peers.add}
   * @param object what it was done to; at most 500 chars
   * @param detail what a reader will want to know; never a secret
   */
  void record(String act, String object, Map<String, String> detail);
}
