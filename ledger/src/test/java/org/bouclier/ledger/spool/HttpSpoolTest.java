package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LogMirror;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A spool behind a real HTTP server, which is told to misbehave. */
class HttpSpoolTest {

  @TempDir Path temporary;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final byte[] content = new byte[300_000];
  private Path served;
  private RawServer server;
  private HttpSpool spool;
  private DiskSpool local;
  private Hash object;

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectory(temporary.resolve("served"));
    local = new DiskSpool(temporary.resolve("local"));
    new Random(1).nextBytes(content);
    object = new DiskSpool(served).put(new ByteArrayInputStream(content), 1 << 20).sha256();
    server = new RawServer(exchange -> {});
    answer((exchange, right) -> exchange.send(200, right));
    spool = spool(Duration.ofSeconds(20));
  }

  /** How the server answers when it has the file. */
  @FunctionalInterface
  private interface Manner {
    void answer(RawServer.Exchange exchange, byte[] right) throws IOException;
  }

  private void answer(Manner manner) {
    server.answer(exchange -> {
      ranges.add(String.valueOf(exchange.range()));
      var file = served.resolve(exchange.path().substring("/ml/".length()));
      if (Files.exists(file)) {
        manner.answer(exchange, Files.readAllBytes(file));
      } else {
        exchange.send(404, new byte[0]);
      }
    });
  }

  private HttpSpool spool(Duration patience) {
    return new HttpSpool(client, server.uri("/ml/"), patience);
  }

  @AfterEach
  void stop() throws IOException {
    client.shutdownNow();
    server.close();
  }

  private static void range(RawServer.Exchange exchange, byte[] right) throws IOException {
    var range = exchange.range();
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    if (from >= right.length) {
      exchange.send(416, new byte[0]);
    } else {
      exchange.send(
          range == null ? 200 : 206,
          Arrays.copyOfRange(right, from, right.length),
          "Content-Range: bytes " + from + "-" + (right.length - 1) + "/" + right.length);
    }
  }

  /** Says that all will come, sends half of it and hangs up. */
  private static void half(RawServer.Exchange exchange, byte[] right) throws IOException {
    exchange.start(200, right.length);
    exchange.wire().write(right, 0, right.length / 2);
  }

  @Test
  void a_log_is_pulled_over_http_and_is_the_same_to_the_byte() throws IOException {
    var signer =
        NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());
    var mirror = new LogMirror(temporary.resolve("mirror"), signer.verifier(), 512);
    try (var log = TiledLog.open(served, signer)) {
      for (int size : List.of(3, 300, 301, 1_000)) {
        while (log.size() < size) {
          var entries = new ArrayList<byte[]>();
          for (long i = log.size(); i < size; i++) {
            entries.add(("entree " + i).getBytes(UTF_8));
          }
          log.append(entries);
        }
        assertThat(mirror.pull(spool)).isEqualTo(log.checkpoint());
        assertThat(mirror.checkpoint()).contains(log.checkpoint());
        assertThat(mirror.reader().entries(log.checkpoint(), 0, size)).hasSize(size);
      }
    }
  }

  @Test
  void an_object_is_fetched_and_verified() throws IOException {
    assertThat(local.fetch(object, spool, 1 << 20)).isTrue();
    assertThat(local.fetch(object, spool, 1 << 20)).isFalse();
    try (var in = local.open(object, 1 << 20)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    try (var in = spool.open(object, 300_000)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_broken_transfer_goes_on_where_it_broke_even_if_the_server_knows_no_ranges(boolean ranged)
      throws IOException {
    answer(HttpSpoolTest::half);
    assertThatThrownBy(() -> local.fetch(object, spool, 1 << 20)).isInstanceOf(IOException.class);
    assertThat(local.contains(object)).isFalse();

    answer(ranged ? HttpSpoolTest::range : (exchange, right) -> exchange.send(200, right));
    var again = new DiskSpool(local.directory()); // as after a restart
    assertThat(again.fetch(object, spool, 1 << 20)).isTrue();
    assertThat(ranges).hasSize(2).first().isEqualTo("null");
    assertThat(ranges.getLast()).matches("bytes=[1-9][0-9]*-");
    try (var in = again.open(object, 1 << 20)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void a_transfer_that_broke_after_its_last_byte_needs_no_more_of_them() throws IOException {
    var part = local.directory().resolve(".state/incoming/" + object.hex() + ".part");
    Files.createDirectories(part.getParent());
    Files.write(part, content);
    answer(HttpSpoolTest::range);
    assertThat(local.fetch(object, spool, 1 << 20)).isTrue();
    assertThat(ranges).isEmpty();
  }

  @Test
  void a_part_that_was_damaged_is_thrown_away_and_fetched_anew() throws IOException {
    var part = local.directory().resolve(".state/incoming/" + object.hex() + ".part");
    Files.createDirectories(part.getParent());
    for (int length : List.of(1_000, 300_000, 300_001, 2_000_000)) {
      Files.write(part, new byte[length]);
      answer(HttpSpoolTest::range);
      try {
        local.fetch(object, spool, 1 << 20);
      } catch (SwappedObjectException swapped) {
        assertThat(part).doesNotExist();
        local.fetch(object, spool, 1 << 20);
      }
      assertThat(local.delete(object)).isTrue();
    }
  }

  @Test
  void swapped_bytes_are_refused_and_not_kept() throws IOException {
    answer((exchange, right) -> exchange.send(200, new byte[right.length]));
    var refused =
        catchThrowableOfType(
            SwappedObjectException.class, () -> local.fetch(object, spool, 1 << 20));
    assertThat(refused.code()).isEqualTo("objet-substitue");
    assertThat(local.contains(object)).isFalse();
    assertThat(local.directory().resolve(".state/incoming")).isEmptyDirectory();
    try (var in = spool.open(object, 1 << 20)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(SwappedObjectException.class);
    }
  }

  @Test
  void a_range_from_another_place_is_not_believed() {
    answer(HttpSpoolTest::half);
    assertThatThrownBy(() -> local.fetch(object, spool, 1 << 20)).isInstanceOf(IOException.class);
    answer((exchange, right) -> exchange.send(206, right, "Content-Range: bytes 0-299999/300000"));
    assertThatThrownBy(() -> local.fetch(object, spool, 1 << 20))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sends the range");
  }

  @Test
  void an_endless_answer_is_cut_off_at_the_bound() throws IOException {
    answer((exchange, _) -> {
      exchange.start(200, Long.MAX_VALUE);
      while (true) {
        exchange.wire().write(new byte[100_000]);
      }
    });
    assertThatThrownBy(() -> local.fetch(object, spool, 1_000_000)).isInstanceOf(IOException.class);
    Files.write(served.resolve("checkpoint"), new byte[1]);
    assertThatThrownBy(() -> spool.read("checkpoint", 1_000)).isInstanceOf(IOException.class);
  }

  @Test
  void a_silent_server_is_not_waited_for_for_ever() throws IOException {
    var over = new CountDownLatch(1);
    answer((exchange, right) -> {
      exchange.start(200, right.length);
      exchange.wire().write(right, 0, 1_000);
      try {
        over.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
    var hasty = spool(Duration.ofMillis(300));
    assertThatThrownBy(() -> local.fetch(object, hasty, 1 << 20))
        .isInstanceOf(HttpTimeoutException.class);
    over.countDown();
    answer(HttpSpoolTest::range);
    assertThat(local.fetch(object, spool, 1 << 20)).isTrue();
    assertThat(ranges.getLast()).isEqualTo("bytes=1000-");
  }

  @Test
  void each_status_is_named() throws IOException {
    Files.write(served.resolve("checkpoint"), new byte[10]);
    for (int status : List.of(301, 401, 403, 429, 500, 503)) {
      answer((exchange, _) -> exchange.send(status, new byte[0]));
      var refused =
          catchThrowableOfType(SpoolStatusException.class, () -> spool.read("checkpoint", 1_000));
      assertThat(refused.status()).isEqualTo(status);
      assertThatThrownBy(() -> spool.read(object, 0, 1 << 20))
          .isInstanceOf(SpoolStatusException.class)
          .hasMessageContaining(object.hex());
    }
    answer((exchange, _) -> exchange.send(410, new byte[0]));
    assertThatThrownBy(() -> spool.read(object, 0, 1 << 20))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> spool.read("tile/0/000", 8192))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> spool.read(Hash.sha256(), 0, 1 << 20))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void gzip_that_was_not_asked_for_is_understood_and_bounded() throws IOException {
    Files.write(served.resolve("checkpoint"), new byte[100_000]);
    answer((exchange, right) -> {
      var zipped = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(zipped)) {
        gzip.write(right);
      }
      exchange.send(200, zipped.toByteArray(), "Content-Encoding: gzip");
    });
    assertThat(spool.read("checkpoint", 100_000)).isEqualTo(new byte[100_000]);
    assertThatThrownBy(() -> spool.read("checkpoint", 99_999)).isInstanceOf(IOException.class);
    answer((exchange, right) -> exchange.send(200, right, "Content-Encoding: br"));
    assertThatThrownBy(() -> spool.read("checkpoint", 100_000)).isInstanceOf(IOException.class);
  }

  @Test
  void only_the_paths_of_a_log_are_asked_for() {
    for (String path : List.of("", "../etc/passwd", "http://example.org/", "objects/x", "tile/0")) {
      assertThatThrownBy(() -> spool.read(path, 1_000)).isInstanceOf(RuntimeException.class);
    }
    assertThat(ranges).isEmpty();
    assertThatThrownBy(
            () -> new HttpSpool(client, URI.create("http://localhost/ml"), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
