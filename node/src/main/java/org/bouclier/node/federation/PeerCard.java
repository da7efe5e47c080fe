package org.bouclier.node.federation;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouclier.node.site.StateCode;

/**
 * What a node gives to another one so that they may exchange: who it is, where it is reached and
 * its three public keys. Nothing in it is secret, but whoever pastes it must have compared its
 * {@link #fingerprint} by voice with the other team.
 *
 * @param code the state, as in {@code NE}
 * @param name the node's name, at most 120 chars
 * @param city where its team sits, at most 80 chars
 * @param url the address at which it is pulled from: https, host, port, no path
 * @param logKey the key of its ledger of exports, a C2SP verifier key
 * @param recipient to whom envelopes are sealed, {@code age1pq1...}
 * @param certificate SHA-256 of its TLS certificate (DER), 64 lower-case hexadecimal digits
 */
public record PeerCard(
    StateCode code,
    String name,
    String city,
    URI url,
    String logKey,
    String recipient,
    String certificate) {

  private static final int MAX_NAME = 120;
  private static final int MAX_CITY = 80;
  private static final int MAX_URL = 255;
  private static final int MAX_LOG_KEY = 400;
  private static final int MAX_RECIPIENT = 4_000;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the bounds above.
   *
   * @throws MalformedCardException if they are not kept; names the field, in French
   */
  public PeerCard {
    text("name", name, MAX_NAME);
    text("city", city, MAX_CITY);
    text("logKey", logKey, MAX_LOG_KEY);
    text("recipient", recipient, MAX_RECIPIENT);
    if (!"https".equals(url.getScheme())
        || url.getHost() == null
        || url.toString().length() > MAX_URL
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))) {
      throw new MalformedCardException("url", "une adresse https sans chemin, au plus 255 signes");
    }
    if (!SHA256.matcher(certificate).matches()) {
      throw new MalformedCardException(
          "certificate", "64 chiffres hexadécimaux en minuscules (SHA-256 du certificat)");
    }
  }

  private static void text(String field, String value, int max) {
    if (value.isBlank()
        || value.length() > max
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedCardException(
          field, String.format(Locale.ROOT, "1 à %d signes, sans signe de contrôle", max));
    }
  }
}
