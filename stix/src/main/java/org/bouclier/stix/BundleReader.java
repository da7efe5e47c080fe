package org.bouclier.stix;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.bouclier.stix.StixProblem.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a bundle from a stream, one object at a time: memory holds one object, however many there
 * are.
 *
 * <p>A bad object is a {@link BundleEntry.Refused} among the others, and the next one is read.
 * Where the JSON itself breaks or ends too soon, what was read stays read, a last entry says so,
 * and {@link #isComplete} is false.
 *
 * <p>Source: STIX 2.1, section 8; TAXII 2.1, section 3.7 for the envelope. Not thread-safe. Closing
 * it closes the stream.
 */
public final class BundleReader implements Iterator<BundleEntry>, AutoCloseable {

  /** What the objects are wrapped in. */
  public enum Wrapping {
    /** {@code {"type": "bundle", "id": ..., "objects": [...]}}. */
    BUNDLE,
    /** {@code {"objects": [...], "more": true, "next": ...}}, as TAXII sends and receives. */
    ENVELOPE
  }

  private final WatchedInput input;
  private final JsonParser parser;
  private final Wrapping wrapping;
  private final StixLimits limits;
  private final Deque<BundleEntry> ready = new ArrayDeque<>();
  private State state = State.START;
  private long index;
  private boolean complete;
  private @Nullable String type;
  private @Nullable String id;
  private @Nullable String next;
  private boolean more;

  private enum State {
    START,
    HEADER,
    OBJECTS,
    END
  }

  private BundleReader(InputStream input, Wrapping wrapping, StixLimits limits) {
    this.input = new WatchedInput(input);
    this.parser = StixJson.MAPPER.createParser(this.input);
    this.wrapping = wrapping;
    this.limits = limits;
  }

  /** Reads a bundle within {@link StixLimits#STANDARD}. */
  public static BundleReader open(InputStream input) {
    return open(input, Wrapping.BUNDLE, StixLimits.STANDARD);
  }

  /**
   * Reads objects from a stream. Nothing is read from it before the first {@link #hasNext}.
   *
   * @param input UTF-8 JSON; closed by {@link #close}
   * @param wrapping what stands around the objects
   * @param limits bounds of one object and of the bundle
   */
  public static BundleReader open(InputStream input, Wrapping wrapping, StixLimits limits) {
    return new BundleReader(input, wrapping, limits);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && state != State.END) {
      try {
        advance();
      } catch (JacksonException broken) {
        if (broken instanceof JacksonIOException || input.isAtEnd()) { // even in mid-letter
          stop(Code.TRUNCATED, "l’entrée s’arrête avant la fin du paquet", broken);
          continue;
        }
        stop(JsonFault.code(broken), JsonFault.text(broken), broken);
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public BundleEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** Whether the input was read to its last brace, with nothing after it. */
  public boolean isComplete() {
    return complete;
  }

  /** The bundle's identifier, once it was read. */
  public Optional<String> bundleId() {
    return Optional.ofNullable(id);
  }

  /** Whether the server says that there is more to ask for (TAXII envelope). */
  public boolean more() {
    return more;
  }

  /** What to ask for next (TAXII envelope). */
  public Optional<String> nextPage() {
    return Optional.ofNullable(next);
  }

  @Override
  public void close() {
    parser.close();
  }

  private void advance() {
    switch (state) {
      case START -> start();
      case HEADER -> header();
      case OBJECTS -> object();
      case END -> throw new IllegalStateException("already at the end");
    }
  }

  private void start() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      stop(Code.TRUNCATED, "l’entrée est vide", null);
    } else if (token != JsonToken.START_OBJECT) {
      stop(Code.SYNTAX, "un paquet est un objet JSON", null);
    } else {
      state = State.HEADER;
    }
  }

  private void header() {
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      end();
      return;
    }
    var name = parser.currentName();
    JsonToken value = parser.nextToken();
    switch (name) {
      case "objects" -> {
        if (value == JsonToken.START_ARRAY) {
          state = State.OBJECTS;
        } else {
          refuse(-1, line(), "objects", Code.TYPE, "une liste est attendue");
          parser.skipChildren();
        }
      }
      case "type" -> type = text(value);
      case "id" -> id = text(value);
      case "next" -> next = text(value);
      case "more" -> more = value == JsonToken.VALUE_TRUE;
      default -> parser.skipChildren();
    }
  }

  private @Nullable String text(JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private void object() {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_ARRAY) {
      state = State.HEADER;
      return;
    }
    long line = line();
    if (index >= limits.maxObjects()) {
      stop(Code.LIMIT, "plus de " + limits.maxObjects() + " objets dans le paquet", null);
      return;
    }
    long at = index++;
    JsonNode tree;
    try {
      tree = StixJson.read(parser, limits);
    } catch (StixJson.TooMuch tooMuch) {
      tooMuch.skipRest(parser);
      refuse(at, line, "", Code.LIMIT, String.valueOf(tooMuch.getMessage()));
      return;
    }
    try {
      ready.add(new BundleEntry.Read(at, line, StixObject.adopt(tree)));
    } catch (MalformedStixException malformed) {
      ready.add(new BundleEntry.Refused(malformed.problems().getFirst().at(at, line)));
    }
  }

  private void end() {
    if (wrapping == Wrapping.BUNDLE) {
      if (!"bundle".equals(type)) {
        refuse(-1, line(), "type", Code.TYPE, "« bundle » est attendu");
      }
      var bundle = id;
      if (bundle == null || !bundle.startsWith("bundle--") || !StixId.isValid(bundle)) {
        refuse(-1, line(), "id", Code.ID, "l’identifiant du paquet manque ou est mal formé");
      }
    }
    if (parser.nextToken() != null) {
      stop(Code.SYNTAX, "du texte suit le paquet", null);
      return;
    }
    complete = true;
    state = State.END;
  }

  /** Ends the reading: what is left of the input cannot be understood. */
  private void stop(Code code, String message, @Nullable JacksonException cause) {
    TokenStreamLocation place = cause == null ? null : cause.getLocation();
    long line = place == null ? line() : place.getLineNr();
    refuse(state == State.OBJECTS ? index : -1, line, "", code, message);
    state = State.END;
  }

  private void refuse(long at, long line, String property, Code code, String message) {
    ready.add(
        new BundleEntry.Refused(
            StixProblem.of(id == null || at >= 0 ? "" : id, property, code, message).at(at, line)));
  }

  private long line() {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Notices when somebody wanted to read past the end. */
  private static final class WatchedInput extends FilterInputStream {

    private boolean atEnd;

    WatchedInput(InputStream input) {
      super(input);
    }

    boolean isAtEnd() {
      return atEnd;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      atEnd |= read < 0;
      return read;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = super.read(target, from, length);
      atEnd |= read < 0;
      return read;
    }
  }
}
