package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our post-quantum cosignatures against another implementation of FIPS 204: the JDK's. */
class MlDsa44Test {

  private static final byte[] X509_PREFIX =
      HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");
  private static final TreeHead HEAD =
      new TreeHead("bouclier.ml/exports", 20_852_163, Hash.sha256(new byte[] {1}));
  private static final Instant AT = Instant.parse("2026-01-29T10:15:30Z");

  private static PublicKey jdkKey(byte[] raw) throws Exception {
    var encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + raw.length);
    System.arraycopy(raw, 0, encoded, X509_PREFIX.length, raw.length);
    return KeyFactory.getInstance("ML-DSA-44").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static boolean jdkVerifies(PublicKey key, byte[] message, byte[] signature)
      throws Exception {
    var verifier = Signature.getInstance("ML-DSA-44");
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  @Test
  void the_jdk_verifies_what_we_sign_and_we_what_it_signs() throws Exception {
    var random = new Random(44);
    for (int length : new int[] {0, 1, 100, 10_000}) {
      var seed = new byte[32];
      var message = new byte[length];
      random.nextBytes(seed);
      random.nextBytes(message);
      var signature = MlDsa44.sign(seed, message);
      assertThat(jdkVerifies(jdkKey(MlDsa44.publicKey(seed)), message, signature)).isTrue();

      var pair = KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
      var signer = Signature.getInstance("ML-DSA-44");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      var theirs = signer.sign();
      var encoded = pair.getPublic().getEncoded();
      var raw = Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
      assertThat(MlDsa44.verify(raw, message, theirs)).isTrue();
      theirs[random.nextInt(theirs.length)] ^= 1;
      assertThat(MlDsa44.verify(raw, message, theirs)).isFalse();
    }
  }

  @Test
  void a_cosignature_is_over_the_message_of_the_specification() throws Exception {
    var witness =
        NoteSigner.generate("temoin.bf", SignatureType.COSIGNATURE_ML_DSA_44, new SecureRandom());
    var line = witness.cosign(HEAD.text(), AT);

    // tlog-cosignature, "ML-DSA-44 signed message", written out by hand
    var expected =
        HexFormat.of()
            .parseHex(
                "737562747265652f76310a00" // subtree/v1\n\0
                    + "0974656d6f696e2e6266" // 9, temoin.bf
                    + String.format(Locale.ROOT, "%016x", AT.getEpochSecond())
                    + "13626f75636c6965722e6d6c2f6578706f727473" // 19, bouclier.ml/exports
                    + "0000000000000000"
                    + String.format(Locale.ROOT, "%016x", HEAD.size())
                    + HEAD.root().hex());
    var blob = line.signature();
    assertThat(blob).hasSize(8 + 2420);
    var vkey = witness.verifier().vkey();
    var typeAndKey = Base64.getDecoder().decode(vkey.split("\\+", 3)[2]);
    assertThat(typeAndKey[0]).isEqualTo((byte) 6);
    var raw = Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length);
    assertThat(jdkVerifies(jdkKey(raw), expected, Arrays.copyOfRange(blob, 8, blob.length)))
        .isTrue();
    assertThat(witness.verifier().time(HEAD.text(), line)).contains(AT);
    assertThat(line.line().length()).isBetween(3_200, 3_300);
  }

  @Test
  void it_binds_witness_time_log_size_and_root() {
    var witness =
        NoteSigner.generate("temoin.bf", SignatureType.COSIGNATURE_ML_DSA_44, new SecureRandom());
    var key = witness.verifier();
    var line = witness.cosign(HEAD.text(), AT);
    assertThat(key.verify(HEAD.text(), line)).isTrue();
    var others =
        List.of(
            new TreeHead("bouclier.ne/exports", HEAD.size(), HEAD.root()),
            new TreeHead(HEAD.origin(), HEAD.size() + 1, HEAD.root()),
            new TreeHead(HEAD.origin(), HEAD.size(), Hash.sha256()));
    for (TreeHead other : others) {
      assertThat(key.verify(other.text(), line)).as(other.toString()).isFalse();
    }
    assertThat(key.verify(HEAD.text() + "extension\n", line)).isFalse();
    var later = line.signature();
    later[7] ^= 1;
    assertThat(key.verify(HEAD.text(), NoteSignature.of(key.name(), key.keyId(), later))).isFalse();
    var endOfTime = line.signature();
    Arrays.fill(endOfTime, 0, 8, (byte) 0x7F);
    assertThat(key.verify(HEAD.text(), NoteSignature.of(key.name(), key.keyId(), endOfTime)))
        .isFalse();
    var renamed = new NoteVerifier("temoin.ne", key.type(), MlDsa44.publicKey(new byte[32]));
    assertThat(renamed.verify(HEAD.text(), line)).isFalse();
  }

  @Test
  void a_key_is_read_back_from_its_text_and_stays_the_same() {
    var signer =
        NoteSigner.generate("temoin.bf", SignatureType.COSIGNATURE_ML_DSA_44, new SecureRandom());
    assertThat(NoteSigner.parse(signer.privateKey()).verifier()).isEqualTo(signer.verifier());
    assertThat(NoteVerifier.parse(signer.verifier().vkey())).isEqualTo(signer.verifier());
    assertThat(signer.toString()).doesNotContain(signer.privateKey().substring(30));
  }
}
