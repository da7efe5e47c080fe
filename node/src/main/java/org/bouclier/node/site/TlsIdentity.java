package org.bouclier.node.site;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * A private key and the certificate that names it, kept as two PEM files (RFC 7468):
 *
 * <pre>
 * data/tls/pages.pem           certificate, then its chain, if any     what browsers see
 * data/tls/pages-key.pem       private key, 0600
 * data/tls/federation.pem      what peers pinned: never replaced by itself
 * data/tls/federation-key.pem
 * </pre>
 *
 * <p>Made at the first use, self-signed. To replace one, put both files of an authority in its
 * place (PKCS#8 or SEC 1 key, not encrypted) and start again. Those of {@code federation} are
 * pinned by the peers: replacing them asks for a new exchange of cards.
 *
 * @param key the private key
 * @param chain the certificate, then those of its issuers
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

  private static final int MAX_PEM_BYTES = 1_000_000;

  /**
   * A chain that starts with the certificate of {@code key}.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public TlsIdentity {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a TLS identity has a certificate");
    }
    chain = List.copyOf(chain);
  }

  /**
   * Loads an identity, or makes it when neither file is there.
   *
   * @param directory {@code data/tls}; made if absent
   * @param name {@code pages} or {@code federation}
   * @param hosts names and addresses by which it will be reached, for the one made here
   * @throws UnreadableIdentityException if the files are there and cannot serve
   */
  public static TlsIdentity open(Path directory, String name, List<String> hosts, Clock clock) {
    Path certificate = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + "-key.pem");
    try {
      if (!Files.exists(certificate) && !Files.exists(key)) {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory);
          Files.setPosixFilePermissions(
              directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        }
        var made = SelfSigned.identity(hosts, clock);
        // The certificate last: one without its key would be taken for a mistake of the operator.
        SecretFile.write(key, pem(made.key()));
        SecretFile.write(certificate, pem(made.certificate()));
        return made;
      }
      return read(certificate, key);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** SHA-256 of the certificate (DER), 64 lower-case hexadecimal digits: what peers pin. */
  public String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Key and chain as a key store in memory, alias {@code node}, without password. */
  public KeyStore keyStore() {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("node", key, new char[0], chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static TlsIdentity read(Path certificateFile, Path keyFile) throws IOException {
    var chain = new ArrayList<X509Certificate>();
    for (Object object : objects(certificateFile)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          chain.add(new JcaX509CertificateConverter().getCertificate(holder));
        } catch (GeneralSecurityException malformed) {
          throw new UnreadableIdentityException(certificateFile, "certificat illisible", malformed);
        }
      }
    }
    if (chain.isEmpty()) {
      throw new UnreadableIdentityException(certificateFile, "aucun certificat PEM", null);
    }
    PrivateKey key = key(keyFile);
    if (!belong(key, chain.getFirst())) {
      throw new UnreadableIdentityException(
          keyFile, "cette clé n’est pas celle du certificat " + certificateFile, null);
    }
    return new TlsIdentity(key, chain);
  }

  private static PrivateKey key(Path file) throws IOException {
    var converter = new JcaPEMKeyConverter();
    for (Object object : objects(file)) {
      if (object instanceof PrivateKeyInfo info) {
        return converter.getPrivateKey(info);
      }
      if (object instanceof PEMKeyPair pair) {
        return converter.getKeyPair(pair).getPrivate();
      }
    }
    throw new UnreadableIdentityException(
        file, "aucune clé privée PEM en clair (PKCS#8 ou SEC 1)", null);
  }

  private static List<Object> objects(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new UnreadableIdentityException(file, "fichier absent, alors que l’autre est là", null);
    }
    if (Files.size(file) > MAX_PEM_BYTES) {
      throw new UnreadableIdentityException(file, "fichier trop grand", null);
    }
    var objects = new ArrayList<Object>();
    try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
      for (Object object; (object = parser.readObject()) != null; ) {
        objects.add(object);
      }
    } catch (IOException malformed) {
      throw new UnreadableIdentityException(file, "PEM illisible", malformed);
    }
    return objects;
  }

  /** Signs with one and verifies with the other: the only proof that asks no knowledge of keys. */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC", "ECDSA" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      byte[] message = "bouclier".getBytes(StandardCharsets.US_ASCII);
      var signing = java.security.Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(message);
      byte[] signature = signing.sign();
      var verifying = java.security.Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(message);
      return verifying.verify(signature);
    } catch (GeneralSecurityException different) {
      return false;
    }
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          object instanceof PrivateKey key
              ? new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key, null)
              : object);
    }
    return text.toString();
  }
}
