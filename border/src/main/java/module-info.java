/** Placeholder. */
@org.jspecify.annotations.NullMarked
module org.bouclier.border {
  requires static org.jspecify;

  exports org.bouclier.border;
}
