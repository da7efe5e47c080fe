package org.bouclier.stix;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Spellings that STIX borrows from other standards. No expression here can run away. */
final class Forms {

  /** RFC 5322 addr-spec, the part of it that mail servers accept. */
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>\"(),:;\\[\\]\\\\]{1,64}@[^\\s@<>\"(),:;\\[\\]\\\\]{1,255}");

  private static final Pattern CPE =
      Pattern.compile("cpe:2\\.3:[aho*-](:(\\\\.|[^:\\\\\\s]){1,255}){10}");

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,10}");

  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "(application|audio|font|haptics|image|message|model|multipart|text|video)/"
              + "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(;.{0,500})?");

  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
  private static final Pattern WORDS = Pattern.compile("[a-z0-9]([a-z0-9-]{0,248}[a-z0-9])?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{3,250}");
  private static final Pattern DICTIONARY_KEY = Pattern.compile("[A-Za-z0-9_-]{1,250}");

  private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));

  private Forms() {}

  static boolean isEmail(String text) {
    return EMAIL.matcher(text).matches();
  }

  static boolean isCpe(String text) {
    return text.length() < 3_000 && CPE.matcher(text).matches();
  }

  static boolean isLanguage(String text) {
    return LANGUAGE.matcher(text).matches();
  }

  static boolean isMediaType(String text) {
    return MEDIA_TYPE.matcher(text).matches();
  }

  static boolean isMac(String text) {
    return MAC.matcher(text).matches();
  }

  static boolean isWords(String text) {
    return WORDS.matcher(text).matches();
  }

  /** A property's name: STIX 2.1, section 3.1. */
  static boolean isPropertyName(String text) {
    return NAME.matcher(text).matches();
  }

  /** A dictionary's key: STIX 2.1, section 2.3. */
  static boolean isDictionaryKey(String text) {
    return DICTIONARY_KEY.matcher(text).matches();
  }

  /** ISO 3166-1 alpha-2, in any case: the specification's own example is {@code th}. */
  static boolean isCountry(String text) {
    return COUNTRIES.contains(text.toUpperCase(Locale.ROOT));
  }

  /** A character set that IANA and this platform know. */
  static boolean isCharset(String text) {
    try {
      return Charset.isSupported(text);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** A host name as RFC 1034 or RFC 5890 has it: labels, no scheme, no path. */
  static boolean isHost(String text) {
    var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > 253) {
      return false;
    }
    for (var label : name.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > 63) {
        return false;
      }
    }
    return name.chars().noneMatch(c -> c <= ' ' || c == 0x7F || "/:\\?#@[]\"'".indexOf(c) >= 0);
  }
}
