package org.bouclier.node.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks a node of this machine for a page, as a browser would. */
final class PageProbe {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int SERVER_ERROR = 500;

  private PageProbe() {}

  /**
   * Whether the pages answer. Over TLS, only the certificate in the node's own directory is
   * trusted: an answer under another one is another program's.
   */
  static boolean answers(URI pages, Path data) throws IOException {
    var builder =
        HttpClient.newBuilder().connectTimeout(LIMIT).followRedirects(HttpClient.Redirect.NEVER);
    if ("https".equals(pages.getScheme())) {
      builder.sslContext(trusting(data.resolve("tls/pages.pem")));
    }
    try (var client = builder.build()) {
      var request = HttpRequest.newBuilder(pages).timeout(LIMIT).GET().build();
      return client.send(request, BodyHandlers.discarding()).statusCode() < SERVER_ERROR;
    } catch (IOException silent) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static SSLContext trusting(Path certificate) throws IOException {
    try (var pem = Files.newInputStream(certificate)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int index = 0;
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("pages" + index++, one);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException malformed) {
      throw new IOException(certificate + " : " + malformed.getMessage(), malformed);
    }
  }
}
