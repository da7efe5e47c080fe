package org.bouclier.transfer.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples that the specification of Signature Version 4 prints for S3. */
class SignatureV4Test {

  private static final S3Credentials EXAMPLE =
      new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final String EMPTY = SignatureV4.sha256("");
  private static final String HOST = "examplebucket.s3.amazonaws.com";

  private static String signed(String path, String query, Map<String, String> more) {
    var headers =
        new SignatureV4(EXAMPLE, "us-east-1")
            .headers("GET", HOST, path, query, new TreeMap<>(more), EMPTY, TIME);
    return headers.get("authorization").replaceAll(".*Signature=", "");
  }

  @Test
  void a_part_of_an_object_is_signed_as_in_the_specification() {
    assertThat(signed("/test.txt", "", Map.of("range", "bytes=0-9")))
        .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void a_list_is_signed_as_in_the_specification() {
    assertThat(signed("/", "max-keys=2&prefix=J", Map.of()))
        .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void a_token_of_a_session_is_signed_too() {
    var session = new S3Credentials("a", "b", "the token");
    var headers =
        new SignatureV4(session, "us-east-1")
            .headers("GET", HOST, "/", "", new TreeMap<>(), EMPTY, TIME);
    assertThat(headers).containsEntry("x-amz-security-token", "the token");
    assertThat(headers.get("authorization")).contains("x-amz-security-token");
    assertThat(session.toString()).doesNotContain("the token").doesNotContain("b]");
  }
}
