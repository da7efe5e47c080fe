package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouclier.detect.sigma.PlainEvent.Value;

/**
 * A string of a rule under its modifiers, as a question about a value: the JDK's strings where it
 * has no wildcard, its regular expressions where it has.
 */
final class PlainText {

  private static final Pattern PIECES = Pattern.compile("\\\\[\\\\*?]|.", Pattern.DOTALL);

  /** A hyphen or slash at the start of a word. */
  private static final Pattern DASHES =
      Pattern.compile("(?<![\\p{L}\\p{Nd}_])[-/](?=[\\p{L}\\p{Nd}_])");

  private PlainText() {}

  static Predicate<Value> of(String written, List<String> modifiers) {
    boolean cased = modifiers.contains("cased");
    List<Predicate<String>> variants = new ArrayList<>();
    if (modifiers.stream().anyMatch(m -> m.startsWith("base64") || isWide(m))) {
      for (String text : encoded(unescaped(written), modifiers)) {
        variants.add(stands(cased ? text : PlainEvent.fold(text), modifiers));
      }
    } else if (modifiers.contains("windash") || hasWildcard(written)) {
      String folded = cased ? written : PlainEvent.fold(written);
      String regex = modifiers.contains("windash") ? windash(folded) : regex(folded);
      Pattern pattern =
          Pattern.compile(
              (isOpenBefore(modifiers) ? "" : "\\A")
                  + (isOpenBefore(modifiers) ? withoutLeadingAny(regex) : regex)
                  + (isOpenAfter(modifiers) ? "" : "\\z"),
              Pattern.DOTALL);
      variants.add(value -> pattern.matcher(value).find());
    } else {
      String text = unescaped(written);
      variants.add(stands(cased ? text : PlainEvent.fold(text), modifiers));
    }
    return value -> {
      String text = value.text();
      return text != null
          && variants.stream().anyMatch(variant -> variant.test(cased ? text : value.folded()));
    };
  }

  /** What is searched for anyhow needs no {@code .*} first, which the JDK would try everywhere. */
  static String withoutLeadingAny(String regex) {
    return regex.replaceFirst("^(\\.\\*(?![?+]))+", "");
  }

  /** Whether plain text stands in a value where the modifiers say. */
  static Predicate<String> stands(String text, List<String> modifiers) {
    boolean before = isOpenBefore(modifiers);
    boolean after = isOpenAfter(modifiers);
    return before && after
        ? value -> value.contains(text)
        : before
            ? value -> value.endsWith(text)
            : after ? value -> value.startsWith(text) : value -> value.equals(text);
  }

  private static boolean isOpenBefore(List<String> modifiers) {
    return modifiers.contains("contains") || modifiers.contains("endswith");
  }

  private static boolean isOpenAfter(List<String> modifiers) {
    return modifiers.contains("contains") || modifiers.contains("startswith");
  }

  private static boolean hasWildcard(String written) {
    return PIECES.matcher(written).results().anyMatch(p -> p.group().matches("[*?]"));
  }

  /** The characters meant, where there are no wildcards. */
  private static String unescaped(String written) {
    return PIECES
        .matcher(written)
        .replaceAll(p ->
            Matcher.quoteReplacement(
                p.group().length() == 2 && p.group().startsWith("\\")
                    ? p.group().substring(1)
                    : p.group()));
  }

  /** Wildcards and escapes, one piece at a time. */
  private static String regex(String written) {
    return PIECES
        .matcher(written)
        .replaceAll(p ->
            Matcher.quoteReplacement(
                switch (p.group()) {
                  case "*" -> ".*";
                  case "?" -> ".";
                  case "\\\\", "\\*", "\\?" -> Pattern.quote(p.group().substring(1));
                  default -> Pattern.quote(p.group());
                }));
  }

  private static String windash(String written) {
    Matcher dashes = DASHES.matcher(written);
    var marked = new StringBuilder();
    int from = 0;
    while (dashes.find()) {
      marked
          .append(regex(written.substring(from, dashes.start())))
          .append("[-/\u2013\u2014\u2015]");
      from = dashes.end();
    }
    return marked.append(regex(written.substring(from))).toString();
  }

  private static boolean isWide(String modifier) {
    return modifier.equals("wide") || modifier.startsWith("utf16");
  }

  private static List<String> encoded(String text, List<String> modifiers) {
    byte[] bytes = text.getBytes(UTF_8);
    if (modifiers.contains("wide") || modifiers.contains("utf16le")) {
      bytes = text.getBytes(UTF_16LE);
    } else if (modifiers.contains("utf16be")) {
      bytes = text.getBytes(UTF_16BE);
    } else if (modifiers.contains("utf16")) {
      bytes = ("\uFEFF" + text).getBytes(UTF_16LE);
    }
    if (modifiers.contains("base64")) {
      return List.of(Base64.getEncoder().encodeToString(bytes));
    }
    return modifiers.contains("base64offset")
        ? offsets(bytes)
        : List.of(new String(bytes, ISO_8859_1));
  }

  private static List<String> offsets(byte[] bytes) {
    List<String> variants = new ArrayList<>();
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[offset + bytes.length];
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String text = Base64.getEncoder().encodeToString(shifted);
      int skip = List.of(0, 2, 3).get(offset);
      int drop = List.of(0, 3, 2).get(shifted.length % 3);
      variants.add(text.substring(skip, Math.max(skip, text.length() - drop)));
    }
    return variants;
  }
}
