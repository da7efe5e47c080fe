/**
 * What may leave a state, to whom, in which form and under which rule; and the making of that form.
 *
 * <p>A pure library: decisions depend on the request and on the rules in force, on nothing else.
 */
@org.jspecify.annotations.NullMarked
module org.bouclier.border {
  requires static org.jspecify;
  // Requests speak of TLP and PAP, and what is minimised is a STIX object.
  requires transitive org.bouclier.stix;
  // Tells a phone number from a number that looks like one; it never scans text here.
  requires com.google.i18n.phonenumbers.libphonenumber;
  // Reads, validates and evaluates policies; its answers are lists of Guava.
  requires cedar.java;
  requires com.google.common;

  exports org.bouclier.border;
}
