package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads the token of a request, in each way that the programs which call this node can send it:
 *
 * <pre>
 * Authorization: Bearer bcl_...               RFC 6750: ours, Vector, Logstash
 * Authorization: Basic base64(any:bcl_...)    RFC 7617: TAXII clients, Fluent Bit, Filebeat
 * Authorization: ApiKey base64(any:bcl_...)   Elasticsearch clients
 * Authorization: bcl_...                      MISP clients
 * </pre>
 *
 * <p>What it makes has the caller's address as principal and the token as credentials.
 */
final class TokenConverter implements AuthenticationConverter {

  private static final int MAX_CHARS = 1_000;

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header == null
        ? null
        : UsernamePasswordAuthenticationToken.unauthenticated(
            request.getRemoteAddr(), token(header.strip()));
  }

  /** The token of a header; empty if none can be read, which no token equals. */
  static String token(String header) {
    if (header.length() > MAX_CHARS) {
      return "";
    }
    int space = header.indexOf(' ');
    if (space < 0) {
      return header;
    }
    String value = header.substring(space + 1).strip();
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> value;
      case "basic", "apikey" -> afterColon(value);
      default -> "";
    };
  }

  private static String afterColon(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }
}
