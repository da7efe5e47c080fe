package org.bouclier.node.site;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that its own key signs: ECDSA on P-256 (RFC 5480), for server and client use (RFC
 * 5280, section 4.2), valid ten years because peers pin it and nobody renews it.
 */
final class SelfSigned {

  private static final Duration VALIDITY = Duration.ofDays(3_650);

  /** A clock that was late when the node started must not make its certificate not yet valid. */
  private static final Duration CLOCK_ERROR = Duration.ofDays(2);

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final int SERIAL_BITS = 127;
  private static final int MAX_COMMON_NAME = 64;

  private SelfSigned() {}

  /**
   * @param hosts names and addresses; the first is also the subject
   */
  static TlsIdentity identity(List<String> hosts, Clock clock) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var keys = generator.generateKeyPair();
      Instant now = clock.instant();
      String subject = hosts.getFirst();
      var name =
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.O, "Bouclier")
              .addRDN(BCStyle.CN, subject.substring(0, Math.min(subject.length(), MAX_COMMON_NAME)))
              .build();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
              Date.from(now.minus(CLOCK_ERROR)),
              Date.from(now.plus(VALIDITY)),
              name,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new TlsIdentity(
          keys.getPrivate(),
          List.of(new JcaX509CertificateConverter().getCertificate(builder.build(signer))));
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException(impossible); // every JDK has P-256 and SHA-256
    }
  }

  private static GeneralNames names(List<String> hosts) throws IOException {
    var names = new ArrayList<GeneralName>();
    for (String host : hosts.stream().distinct().toList()) {
      if (ADDRESS.matcher(host).matches()) {
        String address = InetAddress.ofLiteral(host).getHostAddress();
        names.add(new GeneralName(GeneralName.iPAddress, address));
      } else {
        names.add(new GeneralName(GeneralName.dNSName, host));
      }
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }
}
