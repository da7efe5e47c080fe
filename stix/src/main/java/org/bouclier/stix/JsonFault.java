package org.bouclier.stix;

import java.util.regex.Pattern;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** What is wrong with a JSON text, in French: the parser says it in English only. */
public final class JsonFault {

  private static final Pattern CHARACTER =
      Pattern.compile("\\('(.)' \\(code \\d+(?: / 0x[0-9a-f]+)?\\)\\)");
  private static final Pattern TOKEN = Pattern.compile("Unrecognized token '([^']*)'");
  private static final Pattern TWICE = Pattern.compile("Duplicate Object property \"([^\"]*)\"");

  private JsonFault() {}

  /** One sentence without a full stop: {@code JSON illisible : signe inattendu « } »}. */
  public static String text(JacksonException broken) {
    return broken instanceof StreamConstraintsException
        ? "JSON hors limites : texte, nombre ou nom trop long, ou trop de niveaux"
        : "JSON illisible : " + cause(broken);
  }

  private static String cause(JacksonException broken) {
    String said = String.valueOf(broken.getOriginalMessage());
    if (broken instanceof UnexpectedEndOfInputException || said.startsWith("Unexpected end-of-")) {
      return "le texte s’arrête avant la fin";
    }
    var twice = TWICE.matcher(said);
    if (twice.find()) {
      return "propriété en double « " + Excerpt.of(twice.group(1)) + " »";
    }
    var token = TOKEN.matcher(said);
    if (token.find()) {
      return "mot inattendu « " + Excerpt.of(token.group(1)) + " »";
    }
    if (said.startsWith("Invalid UTF-8")) {
      return "octet ou signe inattendu, ou qui n’est pas de l’UTF-8";
    }
    var character = CHARACTER.matcher(said);
    return character.find()
        ? "signe inattendu « " + Excerpt.of(character.group(1)) + " »"
        : "ce n’est pas du JSON valable";
  }

  /** The same as a problem, at its line. */
  static StixProblem problem(JacksonException broken) {
    var place = broken.getLocation();
    return StixProblem.of("", "", code(broken), text(broken))
        .at(-1, place == null ? 0 : place.getLineNr());
  }

  static Code code(JacksonException broken) {
    return broken instanceof StreamConstraintsException ? Code.LIMIT : Code.SYNTAX;
  }

  /** The same as an exception. */
  static MalformedStixException exception(JacksonException broken) {
    var malformed = new MalformedStixException(problem(broken));
    malformed.initCause(broken);
    return malformed;
  }
}
