package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/** Opens age's X25519 stanzas, which the product does not use and most test vectors do. */
final class X25519Reader implements RecipientStanzaReader {

  private final X25519PrivateKeyParameters identity;

  X25519Reader(String text) {
    identity = new X25519PrivateKeyParameters(Bech32.decode("age-secret-key-", text));
  }

  @Override
  public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
    FileKey found = null;
    for (RecipientStanza stanza : stanzas) {
      if (stanza.getType().equals("X25519")) {
        found = found == null ? unwrap(share(stanza), stanza.getBody()) : found;
      }
    }
    if (found == null) {
      throw new UnsupportedRecipientStanzaException("no match");
    }
    return found;
  }

  private static byte[] share(RecipientStanza stanza) throws GeneralSecurityException {
    if (stanza.getArguments().size() != 1 || stanza.getBody().length != 32) {
      throw new GeneralSecurityException("malformed stanza");
    }
    var text = stanza.getArguments().getFirst();
    try {
      var share = Base64.getDecoder().decode(text);
      if (share.length == 32
          && Base64.getEncoder().withoutPadding().encodeToString(share).equals(text)) {
        return share;
      }
    } catch (IllegalArgumentException unreadable) {
      throw new GeneralSecurityException(unreadable);
    }
    throw new GeneralSecurityException("malformed share");
  }

  private @Nullable FileKey unwrap(byte[] share, byte[] body) throws GeneralSecurityException {
    var secret = new byte[32];
    identity.generateSecret(new X25519PublicKeyParameters(share), secret, 0); // refuses zero
    var salt = new byte[64];
    System.arraycopy(share, 0, salt, 0, 32);
    System.arraycopy(identity.generatePublicKey().getEncoded(), 0, salt, 32, 32);
    var hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(secret, salt, "age-encryption.org/v1/X25519".getBytes(US_ASCII)));
    var wrapKey = new byte[32];
    hkdf.generateBytes(wrapKey, 0, 32);
    var cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(wrapKey, "ChaCha20"),
        new IvParameterSpec(new byte[12]));
    try {
      return new FileKey(cipher.doFinal(body));
    } catch (AEADBadTagException anotherRecipient) {
      return null;
    }
  }
}
