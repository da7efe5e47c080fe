/** Placeholder. */
@org.jspecify.annotations.NullMarked
module org.bouclier.ledger {
  requires static org.jspecify;

  exports org.bouclier.ledger;
}
