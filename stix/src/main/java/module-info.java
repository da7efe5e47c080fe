/** Placeholder. */
@org.jspecify.annotations.NullMarked
module org.bouclier.stix {
  requires static org.jspecify;

  exports org.bouclier.stix;
}
