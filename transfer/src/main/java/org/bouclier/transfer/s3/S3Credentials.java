package org.bouclier.transfer.s3;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param accessKey public name of the key
 * @param secretKey never shown
 * @param sessionToken of credentials that expire; null for those that do not
 */
public record S3Credentials(String accessKey, String secretKey, @Nullable String sessionToken) {

  /** The access key alone. */
  @Override
  public String toString() {
    return "S3Credentials[" + accessKey + "]";
  }
}
