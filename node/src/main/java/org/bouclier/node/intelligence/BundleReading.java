package org.bouclier.node.intelligence;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.BundleEntry;
import org.bouclier.stix.BundleReader;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixProblem;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * Reads a STIX 2.1 bundle, in bounded memory: one object at a time, however many there are.
 *
 * <p>Twice: a marking definition may stand after the objects that refer to it, and an object whose
 * marking nobody can explain counts as TLP:RED. So the first pass only gathers definitions.
 */
record BundleReading(
    Tlp whenUnmarked,
    Severity severity,
    Function<StixId, Optional<StixObject>> stored,
    Instant now,
    Check check) {

  private static final int MAX_DEFINITIONS = 10_000;

  /** What its source may not say, beyond what no source may. */
  @FunctionalInterface
  interface Check {

    /** For a file that somebody of this node answers for. */
    Check NONE = (object, draft) -> {};

    /**
     * Looks at one object.
     *
     * @throws Refusal.Refused if it is not the source's to say
     */
    void check(StixObject object, Draft draft) throws Refusal.Refused;
  }

  /** Opens the bundle anew for each pass. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * Reads a bundle to its end.
   *
   * @throws IOException if the file breaks before its end
   */
  void read(Opening file, ImportSink sink) throws IOException {
    var definitions = definitions(file);
    var reading =
        new DraftReading(
            id -> Optional.ofNullable(definitions.get(id)).or(() -> stored.apply(id)),
            whenUnmarked,
            severity,
            now);
    var input = new Witnessed(file.open());
    try (var bundle = BundleReader.open(input)) {
      while (bundle.hasNext()) {
        switch (bundle.next()) {
          case BundleEntry.Read(var index, var line, var object) ->
              take(reading, object, line, sink);
          case BundleEntry.Refused(var problem) -> {
            input.rethrow(); // the file broke, and not only its JSON: say what broke it
            refuse(problem, sink);
          }
        }
      }
    }
  }

  /** Remembers what stopped it: a parser only says that it could not go on. */
  private static final class Witnessed extends FilterInputStream {

    private @Nullable IOException failure;

    Witnessed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (IOException stopped) {
        failure = stopped;
        throw stopped;
      }
    }

    void rethrow() throws IOException {
      var stopped = failure;
      if (stopped != null) {
        throw stopped;
      }
    }
  }

  private static Map<StixId, StixObject> definitions(Opening file) throws IOException {
    var definitions = new HashMap<StixId, StixObject>();
    try (var bundle = BundleReader.open(file.open())) {
      while (bundle.hasNext() && definitions.size() < MAX_DEFINITIONS) {
        if (bundle.next() instanceof BundleEntry.Read(var index, var line, var object)
            && object.type().equals("marking-definition")) {
          definitions.putIfAbsent(object.id(), object);
        }
      }
    }
    return definitions;
  }

  private void take(DraftReading reading, StixObject object, long line, ImportSink sink) {
    if (isOfficialMarking(object)) {
      return; // every node knows them, and the words under them are not a peer's to change
    }
    try {
      var draft = reading.read(object, line);
      check.check(object, draft);
      sink.take(draft);
    } catch (Refusal.Refused refused) {
      sink.refuse(Outcome.rejected(line, refused.refusal(), object.id().toString()));
    }
  }

  private static boolean isOfficialMarking(StixObject object) {
    return Tlp.ofMarking(object.id()).isPresent() || Pap.ofMarking(object.id()).isPresent();
  }

  private static void refuse(StixProblem problem, ImportSink sink) {
    String what = problem.objectId().isEmpty() ? "" : problem.objectId();
    String where = problem.property().isEmpty() ? "" : problem.property() + " : ";
    sink.refuse(
        Outcome.rejected(
            problem.line(), new Refusal(problem.code().text(), where + problem.message()), what));
  }
}
