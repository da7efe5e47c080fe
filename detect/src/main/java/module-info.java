/**
 * Detection as a pure library: indicators, Sigma rules, log decoding and the write-ahead journal.
 * Reads no clock, opens no socket.
 */
@org.jspecify.annotations.NullMarked
module org.bouclier.detect {
  requires org.yaml.snakeyaml;
  requires re2j; // has no module name of its own
  requires com.github.luben.zstd_jni;
  requires org.tukaani.xz;
  requires tools.jackson.core; // precaution lists
  requires static org.jspecify;
  requires static jdk.incubator.vector; // used where a start names it, see ByteClassifier

  exports org.bouclier.detect;
  exports org.bouclier.detect.archive;
  exports org.bouclier.detect.evtx;
  exports org.bouclier.detect.journal;
  exports org.bouclier.detect.log;
  exports org.bouclier.detect.precaution;
  exports org.bouclier.detect.scan;
  exports org.bouclier.detect.sigma;
}
