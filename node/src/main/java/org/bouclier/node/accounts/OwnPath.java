package org.bouclier.node.accounts;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where to go after signing in: a path of this node, and never another site. */
final class OwnPath {

  static final String PARAMETER = "vers";
  static final String HOME = "/maintenant";

  private static final int MAX_CHARS = 1_000;

  private OwnPath() {}

  /** The path itself if it is one of this node; the overview otherwise. */
  static String orHome(@Nullable String wanted) {
    return wanted != null
            && wanted.length() <= MAX_CHARS
            && wanted.startsWith("/")
            && !wanted.startsWith("//")
            && wanted.indexOf('\\') < 0
            && wanted.indexOf('{') < 0 // a redirection would read it as a template
            && wanted.chars().noneMatch(Character::isISOControl)
            && !wanted.startsWith("/connexion")
        ? wanted
        : HOME;
  }

  /** The sign-in page that leads to a path. */
  static String signInThen(String path) {
    String target = orHome(path);
    return target.equals(HOME) || target.equals("/")
        ? "/connexion"
        : "/connexion?" + PARAMETER + "=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
  }
}
