package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed notes, with the examples of C2SP signed-note and of Go's sumdb/note. */
class NoteTest {

  private static final String SPEC_NOTE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;
  private static final NoteVerifier SPEC_KEY =
      NoteVerifier.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

  private static final String GO_TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String GO_LINE =
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  private static final String GO_PRIVATE =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final NoteVerifier GO_KEY =
      NoteVerifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");

  private static final NoteSigner OURS =
      NoteSigner.generate("registre.example.ne", SignatureType.ED25519, new SecureRandom());

  @Test
  void the_example_of_the_specification_verifies() {
    var note = Note.parse(SPEC_NOTE);
    note.verify(SPEC_KEY);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.print()).isEqualTo(SPEC_NOTE);
  }

  @Test
  void a_key_of_go_signs_byte_for_byte_what_go_signs() {
    var signer = NoteSigner.parse(GO_PRIVATE);
    assertThat(signer.verifier()).isEqualTo(GO_KEY);
    assertThat(signer.privateKey()).isEqualTo(GO_PRIVATE);
    assertThat(signer.note(GO_TEXT).print()).isEqualTo(GO_TEXT + "\n" + GO_LINE);
  }

  @Test
  void the_last_empty_line_parts_the_text_from_the_signatures() {
    var note = OURS.note("un\n\n— deux\n\ntrois\n");
    assertThat(Note.parse(note.bytes())).isEqualTo(note);
    Note.parse(note.print()).verify(OURS.verifier());
  }

  @Test
  void lines_of_unknown_keys_are_ignored_even_if_they_share_a_name_or_an_id() {
    var other = NoteSigner.generate(OURS.name(), SignatureType.ED25519, new SecureRandom());
    var line = OURS.sign("a\n");
    var sameName = other.sign("b\n");
    var sameId = NoteSignature.of("ailleurs", OURS.verifier().keyId(), new byte[64]);
    var note = new Note("a\n", List.of(sameName, sameId, line));
    assertThat(note.verify(List.of(OURS.verifier()))).containsExactly(line);
  }

  @Test
  void a_line_of_a_known_key_that_fails_spoils_the_note() {
    var bad = NoteSignature.of(OURS.name(), OURS.verifier().keyId(), new byte[64]);
    var peter = NoteSigner.parse(GO_PRIVATE);
    var known = List.of(OURS.verifier(), GO_KEY);
    for (var lines :
        List.of(
            List.of(bad),
            List.of(OURS.sign("a\n"), bad),
            List.of(bad, OURS.sign("a\n")),
            List.of(peter.sign("a\n"), bad))) {
      assertThatThrownBy(() -> new Note("a\n", lines).verify(known))
          .isInstanceOf(UntrustedNoteException.class);
    }
  }

  @Test
  void a_note_that_no_known_key_signs_is_refused() {
    assertThatThrownBy(() -> OURS.note("a\n").verify(GO_KEY))
        .isInstanceOf(UntrustedNoteException.class);
    assertThatThrownBy(() -> OURS.note("a\n").verify(List.of()))
        .isInstanceOf(UntrustedNoteException.class);
  }

  @Test
  void a_changed_text_does_not_verify() {
    var changed = Note.parse(SPEC_NOTE.replace("example message", "other message"));
    assertThatThrownBy(() -> changed.verify(SPEC_KEY)).isInstanceOf(UntrustedNoteException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        "a\n— n AAAAAAA=\n", // no empty line
        "a\n\n— n AAAAAAA=", // no last line feed
        "a\n\n- n AAAAAAA=\n", // a hyphen, not an em dash
        "a\n\n—n AAAAAAA=\n",
        "a\n\n— AAAAAAA=\n",
        "a\n\n—  AAAAAAA=\n",
        "a\n\n— n  AAAAAAA=\n",
        "a\n\n— n\u00a0m AAAAAAA=\n",
        "a\n\n— n\u2003m AAAAAAA=\n",
        "a\n\n— n+m AAAAAAA=\n",
        "a\n\n— n AAAAAA==\n", // key ID and nothing
        "a\n\n— n AAAAAAA\n", // no padding
        "a\n\n— n AAAAAAB=\n", // stray low bits
        "a\n\n— n !!!!\n",
        "a\tb\n\n— n AAAAAAA=\n",
        "a\r\n\n— n AAAAAAA=\n",
        "a\n\n— n AAAAAAA=\nb\n"
      })
  void what_is_not_a_note_is_refused(String text) {
    assertThatThrownBy(() -> Note.parse(text)).isInstanceOf(MalformedLogException.class);
  }

  @Test
  void the_shortest_signature_is_read_so_that_the_refusals_above_mean_something() {
    assertThat(Note.parse("a\n\n— n AAAAAAA=\n").signatures()).hasSize(1);
  }

  @Test
  void bytes_that_are_not_utf8_or_too_many_are_refused() {
    assertThatThrownBy(() -> Note.parse("é\n\n— n AAAAAAA=\n".getBytes(ISO_8859_1)))
        .isInstanceOf(MalformedLogException.class);
    assertThatThrownBy(() -> Note.parse(new byte[Note.MAX_BYTES + 1]))
        .isInstanceOf(MalformedLogException.class);
    var line = OURS.sign("a\n");
    assertThat(new Note("a\n", Collections.nCopies(16, line)).signatures()).hasSize(16);
    assertThatThrownBy(() -> new Note("a\n", Collections.nCopies(65, line)))
        .isInstanceOf(MalformedLogException.class);
  }

  @Test
  void a_witness_signs_with_a_time_and_only_under_its_own_kind_of_key() {
    var witness =
        NoteSigner.generate(
            "temoin.example.bf", SignatureType.COSIGNATURE_ED25519, new SecureRandom());
    var time = Instant.parse("2026-01-29T10:15:30.9Z");
    var note = OURS.note("a\n").with(witness.cosign("a\n", time));

    var line = note.signatures().getLast();
    assertThat(note.verify(List.of(witness.verifier(), OURS.verifier())))
        .containsExactlyElementsOf(note.signatures());
    assertThat(witness.verifier().time("a\n", line))
        .contains(Instant.parse("2026-01-29T10:15:30Z"));
    assertThat(OURS.verifier().time("a\n", note.signatures().getFirst())).isEmpty();
    assertThat(NoteSigner.parse(witness.privateKey()).verifier()).isEqualTo(witness.verifier());
    assertThat(line.signature()).hasSize(72);
    assertThat(line.line().getBytes(UTF_8).length).isLessThan(140);

    var later = line.signature();
    later[7]++; // the time is signed
    var forged = NoteSignature.of(witness.name(), witness.verifier().keyId(), later);
    assertThat(witness.verifier().verify("a\n", forged)).isFalse();
    assertThatThrownBy(() -> witness.sign("a\n")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> OURS.cosign("a\n", time)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void one_seed_has_two_ids_under_two_types() {
    var author = NoteVerifier.parse(SPEC_KEY.vkey());
    var key = author.vkey().substring(author.vkey().lastIndexOf('+') + 1);
    assertThat(NoteVerifier.decode(key)).startsWith(1);
    assertThat(NoteVerifier.keyId("n", SignatureType.ED25519, new byte[32]))
        .isNotEqualTo(NoteVerifier.keyId("n", SignatureType.COSIGNATURE_ED25519, new byte[32]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", // ID
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", // case
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", // name
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", // ECDSA
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", // short
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==",
        "example .com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
      })
  void what_is_not_a_verifier_key_is_refused(String text) {
    assertThatThrownBy(() -> NoteVerifier.parse(text)).isInstanceOf(MalformedLogException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PRIVATE+KEY+PeterNeumann+c74f20a3",
        "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy",
        "private+key+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKA=="
      })
  void what_is_not_a_private_key_is_refused_without_being_quoted(String text) {
    assertThatThrownBy(() -> NoteSigner.parse(text))
        .isInstanceOf(MalformedLogException.class)
        .hasMessageNotContaining("AYEKFALVFGyNhPJEMzD1QIDr");
    assertThat(NoteSigner.parse(GO_PRIVATE).toString()).doesNotContain("AYEKFALVFGyN");
  }
}
