package org.bouclier.node.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the federation port answers, and to whom. */
class FederationListenerTest {

  @TempDir Path directory;
  private TestNode ml;
  private TestNode bf;
  private final Map<String, HttpClient> clients = new HashMap<>();

  @BeforeEach
  void open() {
    ml = new TestNode("ML", directory);
    bf = new TestNode("BF", directory);
    ml.know(bf);
  }

  @AfterEach
  void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    bf.close();
    ml.close();
  }

  private HttpResponse<String> get(TlsIdentity as, String path, String... headers)
      throws IOException, InterruptedException {
    return send(as, HttpRequest.newBuilder(ml.card().url().resolve(path)), headers);
  }

  private HttpResponse<String> send(TlsIdentity as, HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    var client =
        clients.computeIfAbsent(
            as.fingerprint(),
            _ ->
                HttpClient.newBuilder()
                    .sslContext(PeerTls.client(as, ml.tls.fingerprint()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void a_known_peer_reads_the_ledger_and_nothing_else() throws Exception {
    ml.export("indicators", "bonjour", bf);

    var head = get(bf.tls, "/log/v1/checkpoint");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(Note.parse(head.body())).isEqualTo(ml.log.checkpoint().note());
    assertThat(get(bf.tls, "/log/v1/tile/entries/000.p/1").statusCode()).isEqualTo(200);
    for (String path :
        new String[] {
          "/",
          "/maintenant",
          "/connexion",
          "/pairs",
          "/api/v1/peers",
          "/api/v1/site/card",
          "/static/x/bouclier.css",
          "/actuator/health",
          "/log/v1/",
          "/log/v1/.state",
          "/log/v1/../keys/log.key",
          "/log/v1/%2e%2e/keys/log.key",
          "/log/v1/tile/0/x001/../../../keys",
          "/log/v1/objects/" + "0".repeat(64) + ".age"
        }) {
      assertThat(get(bf.tls, path).statusCode()).as(path).isIn(400, 404);
    }
    var post =
        HttpRequest.newBuilder(ml.card().url().resolve("/log/v1/checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofString("x"));
    assertThat(send(bf.tls, post).statusCode()).isEqualTo(405);
  }

  @Test
  void an_unknown_certificate_is_refused_everything_and_told_why() throws Exception {
    var stranger =
        TlsIdentity.open(
            directory.resolve("stranger"), "federation", java.util.List.of("x"), ml.clock);
    for (String path : new String[] {"/log/v1/checkpoint", "/log/v1/wait?size=0", "/"}) {
      var answer = get(stranger, path);
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.body()).contains("pair-inconnu");
    }
    assertThat(get(bf.tls, "/log/v1/checkpoint").statusCode()).isEqualTo(200);
    ml.register.suspend(new StateCode("BF"));
    assertThat(get(bf.tls, "/log/v1/checkpoint").statusCode()).isEqualTo(403);
  }

  @Test
  void without_a_certificate_or_with_an_old_protocol_there_is_no_handshake() throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
    var request =
        HttpRequest.newBuilder(URI.create(ml.card().url() + "/log/v1/checkpoint")).build();
    try (var nobody = HttpClient.newBuilder().sslContext(context).build()) {
      assertThatThrownBy(() -> nobody.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    try (var old =
        HttpClient.newBuilder()
            .sslContext(PeerTls.client(bf.tls, ml.tls.fingerprint()))
            .sslParameters(new SSLParameters(null, new String[] {"TLSv1.2"}))
            .build()) {
      assertThatThrownBy(() -> old.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_part_of_an_object_can_be_asked_for() throws Exception {
    long index = ml.export("indicators", "x".repeat(100), bf);
    var head = ml.log.checkpoint();
    var leaf = Leaf.parse(ml.log.reader().entries(head, index, index + 1).getFirst());
    var ciphertext = leaf.ciphertext();
    assertThat(ciphertext).isNotNull();
    var path = "/log/v1/" + Spool.path(ciphertext.sha256());
    long bytes = ml.log.objectBytes(ciphertext.sha256());

    var part = get(bf.tls, path, "Range", "bytes=10-19");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-19/" + bytes);
    assertThat(part.headers().firstValue("Content-Length")).hasValue("10");
    assertThat(get(bf.tls, path, "Range", "bytes=" + bytes + "-").statusCode()).isEqualTo(416);
    assertThat(get(bf.tls, path).headers().firstValue("Content-Length")).hasValue("" + bytes);
  }

  @Test
  void whoever_waits_is_answered_when_the_ledger_grows_or_when_it_has_grown_already()
      throws Exception {
    try (var client =
        HttpClient.newBuilder()
            .sslContext(PeerTls.client(bf.tls, ml.tls.fingerprint()))
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      var request = HttpRequest.newBuilder(ml.card().url().resolve("/log/v1/wait?size=0")).build();
      var waiting = client.sendAsync(request, BodyHandlers.ofString());
      ml.until("it waits", () -> ml.link("BF").heard() != null);
      ml.export("indicators", "enfin", bf);
      assertThat(Note.parse(waiting.join().body())).isEqualTo(ml.log.checkpoint().note());
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    assertThat(get(bf.tls, "/log/v1/wait?size=-1").statusCode()).isEqualTo(400);
    assertThat(get(bf.tls, "/log/v1/wait").statusCode()).isEqualTo(400);
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
