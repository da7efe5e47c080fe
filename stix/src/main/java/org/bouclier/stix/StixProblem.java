package org.bouclier.stix;

/**
 * What is wrong with one object, or with one entry of a bundle.
 *
 * @param objectId the object's {@code id} as it was written, or empty if it has none
 * @param index position in the bundle's {@code objects}, from 0, or -1 outside of a bundle
 * @param line line of the input on which the object starts, from 1, or 0 if unknown
 * @param property path of the faulty property ({@code external_references[0].url}), or empty
 * @param code what kind of fault; stable
 * @param message for a person, in French
 */
public record StixProblem(
    String objectId, long index, long line, String property, Code code, String message) {

  /** A fault in an object that stands alone. */
  static StixProblem of(String objectId, String property, Code code, String message) {
    return new StixProblem(objectId, -1, 0, property, code, message);
  }

  /** The same fault, with the place of its object in a bundle. */
  StixProblem at(long newIndex, long newLine) {
    return new StixProblem(objectId, newIndex, newLine, property, code, message);
  }

  /** Whether the specification forbids it (MUST), and not only advises against it (SHOULD). */
  public boolean isError() {
    return code.isError();
  }

  /** One line: place, property, message, code. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (index >= 0) {
      text.append("objet n° ").append(index).append(", ligne ").append(line).append(" : ");
    }
    if (!objectId.isEmpty()) {
      text.append(Excerpt.of(objectId)).append(" : ");
    }
    if (!property.isEmpty()) {
      text.append(Excerpt.of(property)).append(" : ");
    }
    return text.append(message).append(" [").append(code.text()).append(']').toString();
  }

  /** Kinds of fault. The text of each is stable: people search for it, programs switch on it. */
  public enum Code {
    /** Not JSON, or a property twice in one object. */
    SYNTAX("stix.syntax", true),
    /** The input ends before its last brace. */
    TRUNCATED("stix.truncated", true),
    /** Too deep, too long, too many: see {@link StixLimits}. */
    LIMIT("stix.limit", true),
    /** A required property is absent. */
    MISSING("stix.missing", true),
    /** Present, but of another JSON type or out of its range. */
    TYPE("stix.type", true),
    /** An identifier that is not {@code type--uuid}, or of another type than its object. */
    ID("stix.id", true),
    /** A reference to an object whose type may not stand there. */
    REFERENCE("stix.reference", true),
    /** Not an RFC 3339 instant in UTC, or two instants in the wrong order. */
    TIMESTAMP("stix.timestamp", true),
    /** A value outside of a closed vocabulary, or malformed (address, hash, base64, CPE...). */
    VALUE("stix.value", true),
    /** Empty list or empty dictionary: the property must be left out instead. */
    EMPTY("stix.empty", true),
    /** Two properties that exclude each other, or one that requires another. */
    TOGETHER("stix.together", true),
    /** The same object and version twice in a bundle. */
    DUPLICATE("stix.duplicate", true),
    /** A pattern that does not parse. */
    PATTERN("stix.pattern", true),
    /** A marking whose selector points at nothing, or a circular marking. */
    MARKING("stix.marking", true),
    /** Not a STIX 2.1 property, and no extension says whose it is. */
    CUSTOM_PROPERTY("stix.custom-property", false),
    /** Not a STIX 2.1 type, and no extension says whose it is. */
    CUSTOM_TYPE("stix.custom-type", false),
    /** A custom name without the prefix that says whose it is: {@code x_<source>_<name>}. */
    CUSTOM_PREFIX("stix.custom-prefix", false),
    /** A custom name that does not even start by {@code x_}. */
    CUSTOM_NAME("stix.custom-name", false),
    /** A word that is not spelled as advised. */
    FORMAT("stix.format", false),
    /** A value outside of an open vocabulary. */
    VOCABULARY("stix.vocabulary", false),
    /** A UUID of another version than the one advised for that kind of object. */
    UUID_VERSION("stix.uuid-version", false),
    /** A relationship between two types that the specification does not list. */
    RELATIONSHIP("stix.relationship", false),
    /** Something else that the specification advises. */
    ADVICE("stix.advice", false);

    private final String text;
    private final boolean error;

    Code(String text, boolean error) {
      this.text = text;
      this.error = error;
    }

    /** The stable text of this code. */
    public String text() {
      return text;
    }

    /** Whether the specification says MUST, and not SHOULD. */
    public boolean isError() {
      return error;
    }
  }
}
