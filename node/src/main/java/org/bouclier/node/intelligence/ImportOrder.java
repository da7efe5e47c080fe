package org.bouclier.node.intelligence;

import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;

/**
 * How a file is to be imported.
 *
 * @param form what it is written in
 * @param name the list or feed it comes from, 1 to 120 chars: what its objects' source is called
 * @param tlp what an object is marked when it says nothing
 * @param severity of an indicator that says nothing
 * @param acceptance what becomes of its indicators: in force, or waiting
 * @param charset of a text; empty for UTF-8
 * @param columns for a table, which column is what, as in {@code value=IOC;comment=Notes}; empty to
 *     find out from its headings
 */
public record ImportOrder(
    ImportForm form,
    String name,
    Tlp tlp,
    Severity severity,
    Acceptance acceptance,
    String charset,
    String columns) {

  static final int MAX_NAME = 120;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is empty, too long, or not printable
   */
  public ImportOrder {
    name = name.strip();
    if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("le nom de la source a 1 à 120 signes");
    }
  }

  /** The kind of source that such a file is. */
  public SourceKind sourceKind() {
    return form == ImportForm.MISP ? SourceKind.FEED : SourceKind.LIST;
  }
}
