package org.bouclier.node.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final List<String> HOSTS = List.of("noeud.example.ml", "192.0.2.7", "::1");

  @TempDir private Path data;

  @Test
  void it_is_made_once_and_read_afterwards() throws IOException {
    Path tls = data.resolve("tls");
    var made = TlsIdentity.open(tls, "federation", HOSTS, CLOCK);
    var read = TlsIdentity.open(tls, "federation", List.of("other.example"), CLOCK);

    assertThat(read.fingerprint()).isEqualTo(made.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(read.key()).isEqualTo(made.key());
    assertThat(mode(tls)).isEqualTo("rwx------");
    assertThat(mode(tls.resolve("federation-key.pem"))).isEqualTo("rw-------");
  }

  @Test
  void it_is_p256_names_its_hosts_and_outlives_the_pins() throws Exception {
    var certificate = TlsIdentity.open(data, "pages", HOSTS, CLOCK).certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1)))
        .extracting(String::valueOf)
        .containsExactly("noeud.example.ml", "192.0.2.7", "0:0:0:0:0:0:0:1");
    assertThat(certificate.getNotBefore().toInstant())
        .as("a clock that was late is forgiven")
        .isBefore(NOW.minus(Duration.ofDays(1)));
    assertThat(certificate.getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(3_600)));
    assertThat(certificate.getBasicConstraints()).as("not an authority").isEqualTo(-1);
    assertThat(certificate.getSerialNumber()).isPositive();
  }

  @Test
  void a_client_that_trusts_it_connects() throws Exception {
    var identity = TlsIdentity.open(data, "pages", List.of("localhost"), CLOCK);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(identity.keyStore(), new char[0]);
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("node", identity.certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

    try (var server =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var accepting =
          Thread.startVirtualThread(() -> {
            try (var socket = server.accept()) {
              socket.getOutputStream().write(7);
            } catch (IOException closed) {
              throw new java.io.UncheckedIOException(closed);
            }
          });
      try (var socket =
          (SSLSocket) context.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
      accepting.join();
    }
  }

  @Test
  void an_authority_s_files_replace_it() throws IOException {
    var other = TlsIdentity.open(data.resolve("authority"), "pages", HOSTS, CLOCK);
    TlsIdentity.open(data.resolve("node"), "pages", HOSTS, CLOCK);
    for (String name : List.of("pages.pem", "pages-key.pem")) {
      Files.copy(
          data.resolve("authority").resolve(name),
          data.resolve("node").resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    assertThat(TlsIdentity.open(data.resolve("node"), "pages", HOSTS, CLOCK).fingerprint())
        .isEqualTo(other.fingerprint());
  }

  @Test
  void a_key_that_is_not_the_certificate_s_is_refused_by_name() throws IOException {
    TlsIdentity.open(data, "pages", HOSTS, CLOCK);
    TlsIdentity.open(data, "federation", HOSTS, CLOCK);
    Files.copy(
        data.resolve("federation-key.pem"),
        data.resolve("pages-key.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> TlsIdentity.open(data, "pages", HOSTS, CLOCK))
        .isInstanceOf(UnreadableIdentityException.class)
        .hasMessageContaining("pages-key.pem");
  }

  @Test
  void half_an_identity_or_a_text_that_is_no_pem_is_refused_and_kept() throws IOException {
    TlsIdentity.open(data, "pages", HOSTS, CLOCK);
    Files.delete(data.resolve("pages-key.pem"));
    assertThatThrownBy(() -> TlsIdentity.open(data, "pages", HOSTS, CLOCK))
        .isInstanceOf(UnreadableIdentityException.class)
        .hasMessageContaining("pages-key.pem");

    Files.writeString(data.resolve("pages-key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    assertThatThrownBy(() -> TlsIdentity.open(data, "pages", HOSTS, CLOCK))
        .isInstanceOf(UnreadableIdentityException.class);
    Files.writeString(data.resolve("pages-key.pem"), "no key here");
    assertThatThrownBy(() -> TlsIdentity.open(data, "pages", HOSTS, CLOCK))
        .isInstanceOf(UnreadableIdentityException.class);
    assertThat(data.resolve("pages.pem")).exists();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
