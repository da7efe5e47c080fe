package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What makes two matches the same alert.
 *
 * @param kind what recognised the event
 * @param subject the indicator or the rule
 * @param observable what was seen; {@link #MANY} once an indicator has too many
 * @param source the source's number
 */
record AlertKey(AlertKind kind, String subject, String observable, int source) {

  /**
   * Stands for all further observables of one indicator in one source: an attacker who invents a
   * name for each request gets one alert that counts, not a million alerts.
   */
  static final String MANY = "*";

  /** Distinct observables of one subject in one source before {@link #MANY}. */
  static final int MAX_OBSERVABLES = 100;

  AlertKey {
    subject = StoredText.clean(subject);
    observable = StoredText.clean(observable);
  }

  AlertKey many() {
    return new AlertKey(kind, subject, MANY, source);
  }

  /** 32 bytes under which the alert is unique in the database. */
  byte[] digest() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (String part :
          new String[] {kind.name(), subject, observable, Integer.toString(source)}) {
        byte[] bytes = part.getBytes(UTF_8);
        sha.update((bytes.length + ":").getBytes(UTF_8));
        sha.update(bytes);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
