package org.bouclier.node.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How the verbs speak to a node of this machine. */
final class NodeHttp {

  private NodeHttp() {}

  /**
   * A client of one node. Over TLS, only the certificate in the node's own directory is trusted: an
   * answer under another one is another program's.
   *
   * @param pages where the node serves
   * @param data the node's directory
   * @param limit to connect
   */
  static HttpClient client(URI pages, Path data, Duration limit) throws IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limit)
            .followRedirects(HttpClient.Redirect.NEVER);
    if ("https".equals(pages.getScheme())) {
      builder.sslContext(trusting(data.resolve("tls/pages.pem")));
    }
    return builder.build();
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
