/**
 * The ledger: a C2SP tiled transparency log, sealed envelopes, and the directory of immutable files
 * that carries both. A library without a clock, a socket of its own, a database or a framework.
 */
@org.jspecify.annotations.NullMarked
module org.bouclier.ledger {
  requires static org.jspecify;
  requires transitive java.net.http; // HttpSpool takes the caller's client
  requires tools.jackson.core; // reads the leaf
  requires org.bouncycastle.provider; // Ed25519, and HPKE with X-Wing, which the JDK has not
  requires com.exceptionfactory.jagged; // age files
  requires com.exceptionfactory.jagged.framework;

  exports org.bouclier.ledger.log;
  exports org.bouclier.ledger.seal;
  exports org.bouclier.ledger.spool;
}
