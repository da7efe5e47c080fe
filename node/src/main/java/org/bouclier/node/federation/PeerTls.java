package org.bouclier.node.federation;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouclier.node.site.TlsIdentity;

/**
 * TLS between peers: both sides show a certificate, and what counts of it is its SHA-256, which
 * stands on the card. No authority, no name, no date is looked at: the card was compared by voice,
 * which is more than any of these says, and a clock that is wrong must not cut a link.
 */
final class PeerTls {

  /** The oldest version spoken: both ends are ours. */
  static final String PROTOCOL = "TLSv1.3";

  private PeerTls() {}

  /** For pulling from one peer: trusts that certificate and no other. */
  static SSLContext client(TlsIdentity own, String certificateSha256) {
    return context(own, new Pinned(certificateSha256));
  }

  /**
   * For serving peers: any certificate passes the handshake, in which its holder has proved that it
   * has the key; whose it is, is asked again at each request, so that a peer that was suspended a
   * second ago is refused, and one that is not known yet learns why.
   */
  static SSLContext server(TlsIdentity own) {
    return context(own, new Anyone());
  }

  private static SSLContext context(TlsIdentity own, TrustManager trust) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own.keyStore(), new char[0]);
      var context = SSLContext.getInstance(PROTOCOL);
      context.init(keys.getKeyManagers(), new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) { // every Java platform has these
      throw new IllegalStateException(impossible);
    }
  }

  /** SHA-256 of a certificate (DER), 64 lower-case hexadecimal digits. */
  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Says yes or no to the certificate of the other side; the chain behind it does not matter. */
  private abstract static class ByCertificate extends X509ExtendedTrustManager {

    abstract void check(X509Certificate certificate) throws CertificateException;

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0) {
        throw new CertificateException("no certificate");
      }
      check(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class Pinned extends ByCertificate {

    private final String sha256;

    Pinned(String sha256) {
      this.sha256 = sha256;
    }

    @Override
    void check(X509Certificate certificate) throws CertificateException {
      if (!fingerprint(certificate).equals(sha256)) {
        throw new UnknownCertificateException(fingerprint(certificate));
      }
    }
  }

  private static final class Anyone extends ByCertificate {

    @Override
    void check(X509Certificate certificate) {
      // its holder has the key: see server()
    }
  }

  /** The other side shows another certificate than the one on its card. */
  static final class UnknownCertificateException extends CertificateException {

    private static final long serialVersionUID = 1;

    UnknownCertificateException(String sha256) {
      super("certificate " + sha256 + " is not the pinned one");
    }
  }
}
