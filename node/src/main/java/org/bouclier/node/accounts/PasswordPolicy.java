package org.bouclier.node.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;

/**
 * Which passwords are taken: long ones that are not the first to be tried. No rule on capitals,
 * digits or signs: they make passwords harder to remember and hardly harder to guess (NIST SP
 * 800-63B, section 3.1.1.2). Immutable.
 */
final class PasswordPolicy {

  static final int MIN_CHARS = 12;

  /** Far above any sentence; bounds the work of one request. */
  static final int MAX_CHARS = 256;

  private final Set<String> common;

  PasswordPolicy() {
    try {
      var list = new ClassPathResource("common-passwords.txt", PasswordPolicy.class);
      common =
          list.getContentAsString(StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableSet());
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /**
   * Why a password is refused, in French; empty if it is taken.
   *
   * @param login of the person: a password that repeats it is refused
   * @param name of the person, likewise
   */
  Optional<String> refusal(String password, String login, String name) {
    int chars = password.codePointCount(0, password.length());
    if (chars < MIN_CHARS) {
      return Optional.of("Choisissez au moins 12 caractères : une phrase se retient bien.");
    }
    if (chars > MAX_CHARS) {
      return Optional.of("Choisissez au plus 256 caractères.");
    }
    String plain = password.strip().toLowerCase(Locale.ROOT);
    if (common.contains(plain) || plain.chars().distinct().count() < 4) {
      return Optional.of(
          "Ce mot de passe est parmi les premiers qu’on essaie : prenez-en un autre.");
    }
    if (repeats(plain, login) || repeats(plain, name.toLowerCase(Locale.ROOT))) {
      return Optional.of("Le mot de passe ne peut pas être votre identifiant ni votre nom.");
    }
    return Optional.empty();
  }

  /** Whether a text is a word once, or again and again. */
  private static boolean repeats(String text, String word) {
    return !word.isBlank() && text.replace(word, "").isBlank();
  }

  /** How many common passwords are known. */
  int size() {
    return common.size();
  }
}
