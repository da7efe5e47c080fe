/**
 * STIX 2.1 objects, identifiers, bundles and patterns, TLP 2.0 and PAP markings, MISP core format.
 *
 * <p>A pure library: it reads bytes and gives values. It opens no socket, knows no database and
 * never asks the time.
 */
@org.jspecify.annotations.NullMarked
module org.bouclier.stix {
  requires static org.jspecify;
  // A STIX object is open: custom properties are kept as the JSON they came in, and callers read
  // it.
  requires transitive tools.jackson.databind;

  exports org.bouclier.stix;
}
