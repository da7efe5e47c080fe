package org.bouclier.transfer.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is slow, busy, wrong or malicious. */
class HostileStoreTest {

  private final List<String> answers = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  /** Reads the head of each request, answers with what is next, and leaves the line open. */
  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket line = server.accept();
        var in = new BufferedReader(new InputStreamReader(line.getInputStream(), UTF_8));
        String header = in.readLine();
        while (header != null && !header.isEmpty()) {
          header = in.readLine();
        }
        String answer = answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
        line.getOutputStream().write(answer.getBytes(UTF_8));
        line.getOutputStream().flush();
      } catch (IOException closed) {
        // the next one, if the server is still open
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private S3Bucket bucket(Duration patience) {
    return new S3Bucket(
        HttpClient.newHttpClient(),
        URI.create("http://127.0.0.1:" + server.getLocalPort()),
        "here",
        "archive",
        new S3Credentials("a", "b", null),
        patience,
        Clock.systemUTC());
  }

  private static String says(int status, String body) {
    int length = body.getBytes(UTF_8).length;
    return "HTTP/1.1 "
        + status
        + " x\r\nconnection: close\r\ncontent-length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  @Test
  void a_busy_store_is_asked_again() throws Exception {
    answers.add(says(503, "<Error><Code>SlowDown</Code></Error>"));
    answers.add(says(500, ""));
    answers.add(says(206, "12345"));
    var into = new byte[5];
    bucket(Duration.ofSeconds(10)).read("key", 0, into, 0, 5);
    assertThat(into).asString(UTF_8).isEqualTo("12345");
    assertThat(asked).hasValue(3);
  }

  @Test
  void a_store_that_refuses_is_not_asked_again() {
    answers.add(says(403, "<Error><Code>AccessDenied</Code></Error>"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).size("key"))
        .isInstanceOf(S3Exception.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_store_that_stays_busy_is_given_up() {
    answers.add(says(503, "<Error><Code>SlowDown</Code></Error>"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).list(""))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("SlowDown");
    assertThat(asked).hasValue(S3Bucket.ATTEMPTS);
  }

  @Test
  void a_body_that_stalls_is_not_waited_for_without_end() {
    answers.add("HTTP/1.1 206 x\r\ncontent-length: 5\r\n\r\n1");
    assertThatThrownBy(() -> bucket(Duration.ofMillis(100)).read("key", 0, new byte[5], 0, 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer within");
  }

  @Test
  void more_or_less_than_was_asked_for_is_refused() {
    answers.add(says(206, "123456"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).read("key", 0, new byte[5], 0, 5))
        .isInstanceOf(IOException.class);
    answers.set(0, says(206, "1234"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).read("key", 0, new byte[5], 0, 5))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_store_that_knows_no_ranges_is_refused() {
    answers.add(says(200, "12345"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).read("key", 0, new byte[5], 0, 5))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("HTTP 200");
  }

  @Test
  void a_redirect_is_not_followed() {
    answers.add(
        "HTTP/1.1 307 x\r\nlocation: http://127.0.0.2/elsewhere\r\ncontent-length: 0\r\n\r\n");
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).size("key"))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("307");
  }

  @Test
  void a_list_that_never_ends_or_is_none_is_refused() {
    String page =
        "<ListBucketResult><IsTruncated>true</IsTruncated>"
            + "<NextContinuationToken>again</NextContinuationToken></ListBucketResult>";
    answers.add(says(200, page));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).list(""))
        .hasMessageContaining("same page");
    for (String none :
        List.of(
            "",
            "<html/>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key><Size>x</Size></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult>")) {
      answers.set(0, says(200, none));
      assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).list(""))
          .as(none)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_list_reads_no_files_of_this_machine() {
    answers.add(
        says(
            200,
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                + "<ListBucketResult><Contents><Key>&e;</Key><Size>1</Size></Contents>"
                + "</ListBucketResult>"));
    assertThatThrownBy(() -> bucket(Duration.ofSeconds(10)).list(""))
        .isInstanceOf(IOException.class);
  }
}
