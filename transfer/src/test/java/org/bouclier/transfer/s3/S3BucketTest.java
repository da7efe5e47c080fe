package org.bouclier.transfer.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a store of somebody else's, over real sockets. */
class S3BucketTest {

  private static final S3Credentials GOOD = new S3Credentials("somebody", "her secret", null);

  @TempDir private static Path folder;
  private static S3Proxy store;
  private static URI endpoint;

  @BeforeAll
  static void start() throws Exception {
    var blobs = new TransientNio2BlobStore();
    blobs.createContainer("archive");
    store =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, GOOD.accessKey(), GOOD.secretKey())
            .build();
    store.start();
    endpoint = URI.create("http://127.0.0.1:" + store.getPort());
  }

  @AfterAll
  static void stop() throws Exception {
    store.stop();
  }

  private static S3Bucket bucket(String name, S3Credentials credentials) {
    return new S3Bucket(
        HttpClient.newHttpClient(),
        endpoint,
        "us-east-1",
        name,
        credentials,
        Duration.ofSeconds(20),
        Clock.systemUTC());
  }

  private static Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "object", ""), bytes);
  }

  @Test
  void what_is_put_is_read_back_in_parts() throws Exception {
    var bytes = new byte[300_001];
    new Random(1).nextBytes(bytes);
    S3Bucket bucket = bucket("archive", GOOD);
    bucket.put("2026-11-22/one.segment", file(bytes));

    assertThat(bucket.size("2026-11-22/one.segment")).isEqualTo(bytes.length);
    var part = new byte[100_000];
    bucket.read("2026-11-22/one.segment", 200_001, part, 0, part.length);
    assertThat(part).containsExactly(Arrays.copyOfRange(bytes, 200_001, 300_001));
    assertThatThrownBy(() -> bucket.read("2026-11-22/one.segment", 200_002, part, 0, part.length))
        .isInstanceOf(IOException.class);
  }

  @Test
  void keys_of_any_letters_are_signed_as_they_are_sent() throws Exception {
    S3Bucket bucket = bucket("archive", GOOD);
    for (String key : List.of("a b+c/d&e=f.txt", "été à l’oued/naïf ~$*'()!.log", "100%25/%.x")) {
      bucket.put(key, file(key.getBytes(UTF_8)));
      var back = new byte[key.getBytes(UTF_8).length];
      bucket.read(key, 0, back, 0, back.length);
      assertThat(new String(back, UTF_8)).isEqualTo(key);
      assertThat(bucket.list(key)).extracting(S3Object::key).containsExactly(key);
      bucket.delete(key);
      assertThat(bucket.list(key)).isEmpty();
    }
  }

  @Test
  void a_list_of_several_pages_is_whole() throws Exception {
    S3Bucket bucket = bucket("archive", GOOD);
    Path empty = file(new byte[0]);
    var keys = new ArrayList<String>();
    for (int i = 0; i < 1_203; i++) {
      String key = "many/%05d".formatted(i);
      keys.add(key);
      bucket.put(key, empty);
    }
    assertThat(bucket.list("many/")).extracting(S3Object::key).containsExactlyElementsOf(keys);
  }

  @Test
  void what_is_not_there_is_told_as_a_file_that_is_not_there() throws Exception {
    S3Bucket bucket = bucket("archive", GOOD);
    assertThatThrownBy(() -> bucket.size("nowhere")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> bucket.read("nowhere", 0, new byte[9], 0, 9))
        .isInstanceOf(NoSuchFileException.class);
    bucket.delete("nowhere");
  }

  @Test
  void a_wrong_key_and_a_bucket_that_is_not_there_are_refused_by_their_name() {
    var wrong = new S3Credentials("somebody", "another secret", null);
    assertThatThrownBy(() -> bucket("archive", wrong).list(""))
        .isInstanceOfSatisfying(
            S3Exception.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(403);
              assertThat(refused.code()).isEqualTo("SignatureDoesNotMatch");
            })
        .hasMessageNotContaining("another secret");
    assertThatThrownBy(() -> bucket("elsewhere", GOOD).list(""))
        .isInstanceOfSatisfying(
            S3Exception.class, refused -> assertThat(refused.code()).isEqualTo("NoSuchBucket"));
  }

  @Test
  void an_endpoint_with_more_than_a_host_is_none() {
    for (String no :
        List.of("ftp://s3.example", "https://u:p@s3.example", "https://s3.example/x")) {
      assertThatThrownBy(() ->
              new S3Bucket(
                  HttpClient.newHttpClient(),
                  URI.create(no),
                  "x",
                  "archive",
                  GOOD,
                  Duration.ofSeconds(1),
                  Clock.systemUTC()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> bucket("../x", GOOD)).isInstanceOf(IllegalArgumentException.class);
  }
}
