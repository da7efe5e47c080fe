/** Placeholder. */
@org.jspecify.annotations.NullMarked
module org.bouclier.detect {
  requires static org.jspecify;

  exports org.bouclier.detect;
}
