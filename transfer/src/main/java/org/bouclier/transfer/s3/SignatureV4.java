package org.bouclier.transfer.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the {@code Authorization} header, for the service {@code s3}. The hash
 * of the body is signed too, so that a store refuses one that was damaged on its way. Safe for any
 * number of threads.
 */
final class SignatureV4 {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final S3Credentials credentials;
  private final String region;

  SignatureV4(S3Credentials credentials, String region) {
    this.credentials = credentials;
    this.region = region;
  }

  /**
   * The headers that a request needs, {@code host} apart, which the HTTP client writes itself.
   *
   * @param host with its port, as it stands in the request
   * @param path percent-encoded
   * @param query percent-encoded, sorted by name; empty for none
   * @param more headers that are signed too, names in lower case
   * @param bodySha256 64 hexadecimal digits
   */
  SortedMap<String, String> headers(
      String method,
      String host,
      String path,
      String query,
      SortedMap<String, String> more,
      String bodySha256,
      Instant now) {
    String time = TIME.format(now);
    String day = time.substring(0, 8);
    var headers = new TreeMap<>(more);
    headers.put("x-amz-content-sha256", bodySha256);
    headers.put("x-amz-date", time);
    if (credentials.sessionToken() != null) {
      headers.put("x-amz-security-token", credentials.sessionToken());
    }
    var signed = new TreeMap<>(headers);
    signed.put("host", host);
    var canonical = new StringBuilder();
    canonical.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", signed.keySet());
    canonical.append('\n').append(names).append('\n').append(bodySha256);
    String scope = day + "/" + region + "/s3/aws4_request";
    String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.toString());
    byte[] key = hmac(("AWS4" + credentials.secretKey()).getBytes(UTF_8), day);
    key = hmac(hmac(hmac(key, region), "s3"), "aws4_request");
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential="
            + credentials.accessKey()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + HexFormat.of().formatHex(hmac(key, text)));
    return headers;
  }

  /** The hash of some text, in hexadecimal digits. */
  static String sha256(String text) {
    MessageDigest digest = newSha256();
    return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
