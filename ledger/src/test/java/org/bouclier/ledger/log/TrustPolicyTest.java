package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which heads a policy believes, and which policies are none. */
class TrustPolicyTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant AT = Instant.parse("2026-01-29T10:15:30Z");
  private static final NoteSigner LOG =
      NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
  private static final NoteSigner OTHER_LOG =
      NoteSigner.generate("bouclier.bf/exports", SignatureType.ED25519, RANDOM);
  private static final List<NoteSigner> X = witnesses("x", SignatureType.COSIGNATURE_ED25519);
  private static final List<NoteSigner> Y = witnesses("y", SignatureType.COSIGNATURE_ML_DSA_44);
  private static final TreeHead HEAD = new TreeHead(LOG.name(), 7, Hash.sha256(new byte[] {7}));

  /** The example of the specification, with keys. */
  private static final String EXAMPLE =
      """
      # the example of tlog-policy
      log %s

      witness X1 %s
       \twitness  X2\t%s https://temoin.example/x2\s
      witness X3 %s
      group X-witnesses 2 X1 X2 X3

      witness Y1 %s
      witness Y2 %s
      witness Y3 %s
      group Y-witnesses any Y1 Y2 Y3
        # a group of groups
      group X-and-Y all X-witnesses Y-witnesses
      quorum X-and-Y
      """
          .formatted(
              LOG.verifier(),
              X.get(0).verifier(),
              X.get(1).verifier(),
              X.get(2).verifier(),
              Y.get(0).verifier(),
              Y.get(1).verifier(),
              Y.get(2).verifier());

  private static List<NoteSigner> witnesses(String name, SignatureType type) {
    var signers = new ArrayList<NoteSigner>();
    for (int i = 1; i <= 3; i++) {
      signers.add(NoteSigner.generate("temoin.example/" + name + i, type, RANDOM));
    }
    return signers;
  }

  private static Note note(NoteSigner... witnesses) {
    var note = LOG.note(HEAD.text());
    for (NoteSigner witness : witnesses) {
      note = note.with(witness.cosign(HEAD.text(), AT));
    }
    return note;
  }

  @Test
  void the_quorum_of_the_specifications_example_is_two_of_x_and_one_of_y() {
    var policy = TrustPolicy.parse(EXAMPLE);
    assertThat(policy.witnesses()).hasSize(6);
    assertThat(policy.witnesses().get(1).url()).contains("https://temoin.example/x2");
    assertThat(policy.judge(note()).quorum()).isFalse();
    assertThat(policy.judge(note(X.get(0), X.get(1))).quorum()).isFalse();
    assertThat(policy.judge(note(Y.get(0), Y.get(1), Y.get(2))).quorum()).isFalse();
    assertThat(policy.judge(note(X.get(0), Y.get(1), X.get(0))).quorum()).isFalse();
    var enough = policy.judge(note(X.get(2), Y.get(1), X.get(0)));
    assertThat(enough.quorum()).isTrue();
    assertThat(enough.checkpoint().head()).isEqualTo(HEAD);
    assertThat(enough.seen())
        .extracting(seen -> seen.witness().label() + " " + seen.at())
        .containsExactly("X1 " + AT, "X3 " + AT, "Y2 " + AT);
  }

  @Test
  void a_cosignature_that_does_not_verify_spoils_the_note_and_an_unknown_one_does_nothing() {
    var policy = TrustPolicy.parse(EXAMPLE);
    var unknown = NoteSigner.generate("inconnu", SignatureType.COSIGNATURE_ED25519, RANDOM);
    assertThat(policy.judge(note(unknown, X.get(0), X.get(1), Y.get(0))).quorum()).isTrue();
    var elsewhere = X.get(0).cosign(new TreeHead(LOG.name(), 8, HEAD.root()).text(), AT);
    assertThatThrownBy(() -> policy.judge(note().with(elsewhere)))
        .isInstanceOf(UntrustedNoteException.class);
  }

  @Test
  void a_head_of_another_log_is_not_believed_and_one_of_several_logs_is() {
    var foreign = OTHER_LOG.note(new TreeHead(OTHER_LOG.name(), 7, HEAD.root()).text());
    assertThatThrownBy(() -> TrustPolicy.parse(EXAMPLE).judge(foreign))
        .isInstanceOf(UntrustedNoteException.class);
    var both =
        TrustPolicy.parse(
            "log " + LOG.verifier() + "\nlog " + OTHER_LOG.verifier() + "\nquorum none\n");
    assertThat(both.judge(foreign).quorum()).isTrue();
    assertThat(both.judge(note()).quorum()).isTrue();
    assertThat(both.asksForWitnesses()).isFalse();
    assertThat(both.log("bouclier.bf/exports")).isPresent();
    assertThat(both.log("bouclier.ne/exports")).isEmpty();
  }

  @Test
  void names_are_octets() {
    var k = X.get(0).verifier();
    var kelvin = "witness \u00e2\u0084\u00aa " + k + "\nwitness K " + X.get(1).verifier() + "\n";
    var policy = TrustPolicy.parse((kelvin + "quorum K\n").getBytes(ISO_8859_1));
    assertThat(policy.witnesses().getFirst().label()).isEqualTo("\u212a");
    assertThat(policy.judge(note(X.get(0)), LOG.verifier()).quorum()).isFalse();
    assertThat(policy.judge(note(X.get(1)), LOG.verifier()).quorum()).isTrue();
    var invalid =
        "witness \u00ff " + k + "\nwitness \u00fe " + X.get(1).verifier() + "\nquorum \u00fe\n";
    var two = TrustPolicy.parse(invalid.getBytes(ISO_8859_1));
    assertThat(two.judge(note(X.get(0)), LOG.verifier()).quorum()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no quorum
        "quorum none\nquorum none\n",
        "quorum A\nwitness A X1\n", // before it is defined
        "witness A X1\nwitness A X2\nquorum A\n",
        "witness A X1\nwitness B X1\nquorum A\n", // one key, two witnesses
        "witness A X1\nwitness B R1\nquorum A\n", // the same key under another name
        "witness A LOG\nquorum A\n",
        "log X1\nquorum none\n",
        "log LOG\nlog LOG\nquorum none\n",
        "log nonsense\nquorum none\n",
        "witness none X1\nquorum none\n",
        "witness A X1\ngroup A any A\nquorum A\n",
        "witness A X1\ngroup G any A A\nquorum G\n",
        "witness A X1\ngroup G any A\ngroup H any A\nquorum G\n", // A in two groups
        "witness A X1\ngroup G any G\nquorum A\n",
        "witness A X1\ngroup G 2 A\nquorum G\n",
        "witness A X1\ngroup G 0 A\nquorum G\n",
        "witness A X1\ngroup G 01 A\nquorum G\n",
        "witness A X1\ngroup G 99999999999 A\nquorum G\n",
        "witness A X1\ngroup G most A\nquorum G\n",
        "witness A X1\ngroup G any\nquorum A\n",
        "witness A X1\ngroup G any none\nquorum A\n",
        "witness A X1 url more\nquorum A\n",
        "witness A\nquorum none\n",
        "quorum\n",
        "quorum none # comment\n",
        "trust LOG\nquorum none\n",
        "quorum none\r\n",
        "quorum none\n# \u007f\n",
      })
  void what_is_not_a_policy_is_refused(String text) {
    var key = Base64.getDecoder().decode(X.get(0).verifier().vkey().split("\\+", 3)[2]);
    var again =
        new NoteVerifier(
            "autre", SignatureType.COSIGNATURE_ED25519, Arrays.copyOfRange(key, 1, key.length));
    var policy =
        text.replace("LOG", LOG.verifier().vkey())
            .replace("X1", X.get(0).verifier().vkey())
            .replace("X2", X.get(1).verifier().vkey())
            .replace("R1", again.vkey());
    assertThatThrownBy(() -> TrustPolicy.parse(policy)).isInstanceOf(MalformedLogException.class);
  }

  @Test
  void a_policy_that_is_too_long_is_not_read() {
    assertThatThrownBy(() -> TrustPolicy.parse(new byte[TrustPolicy.MAX_BYTES + 1]))
        .isInstanceOf(MalformedLogException.class);
  }
}
