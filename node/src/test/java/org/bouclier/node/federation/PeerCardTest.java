package org.bouclier.node.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.site.StateCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cards as people paste them. */
class PeerCardTest {

  @TempDir Path directory;

  private PeerCard card() throws Exception {
    var code = new StateCode("NE");
    var keys = NodeKeys.open(directory, code, new SecureRandom());
    return new PeerCard(
        code,
        "Nœud national du Niger",
        "Niamey",
        URI.create("https://noeud.example.ne:8444"),
        keys.logKey().vkey(),
        keys.identity().recipient().text(),
        "0123456789abcdef".repeat(4),
        NoteSigner.generate(
                "bouclier.ne/witness", SignatureType.COSIGNATURE_ML_DSA_44, new SecureRandom())
            .verifier()
            .vkey());
  }

  @Test
  void a_card_of_a_node_that_cosigns_nothing_is_a_card_all_the_same() throws Exception {
    var card = card();
    var without =
        new PeerCard(
            card.code(),
            card.name(),
            card.city(),
            card.url(),
            card.logKey(),
            card.recipient(),
            card.certificate(),
            "");
    assertThat(without.json()).doesNotContain("witnessKey");
    assertThat(PeerCard.parse(without.json())).isEqualTo(without);
    assertThat(without.witness()).isEmpty();
    assertThat(without.fingerprint()).isNotEqualTo(card.fingerprint());
  }

  @Test
  void a_card_is_read_as_it_was_written() throws Exception {
    var card = card();
    assertThat(PeerCard.parse(card.json())).isEqualTo(card);
    assertThat(PeerCard.parse("\n  " + card.json() + "\n").fingerprint())
        .isEqualTo(card.fingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"NE\" | \"BF\" | logKey",
        "bouclier.ne/witness | bouclier.bf/witness | witnessKey",
        "https:// | http:// | url",
        "0123456789abcdef01 | 0123456789ABCDEF01 | certificate",
        "age1pq | age1zz | recipient",
        "\"card\" : 1 | \"card\" : 2 | card",
        "\"city\" | \"ville\" | ville",
        "Niamey | '' | city"
      })
  void a_card_with_one_thing_wrong_is_refused_by_the_name_of_the_field(
      String right, String wrong, String field) throws Exception {
    var json = card().json();
    assertThat(json).contains(right);
    assertThatThrownBy(() -> PeerCard.parse(json.replace(right, wrong)))
        .isInstanceOfSatisfying(
            MalformedCardException.class, refused -> assertThat(refused.field()).isEqualTo(field));
  }

  @Test
  void what_is_no_card_at_all_is_refused_in_french() {
    for (String text : List.of("", "bonjour", "[]", "{}", "x".repeat(20_000))) {
      assertThatThrownBy(() -> PeerCard.parse(text))
          .isInstanceOf(MalformedCardException.class)
          .hasMessageMatching(
              "ce texte n’est pas une fiche.*|une fiche a au plus.*|champ « card » : la version 1");
    }
  }

  @Test
  void every_field_changes_the_fingerprint() throws Exception {
    var card = card();
    var seen = new HashSet<String>();
    seen.add(card.fingerprint().hex());
    seen.add(PeerCard.parse(card.json().replace("Niamey", "Zinder")).fingerprint().hex());
    seen.add(PeerCard.parse(card.json().replace(":8444", ":8445")).fingerprint().hex());
    seen.add(PeerCard.parse(card.json().replace("du Niger", "du Mali")).fingerprint().hex());
    seen.add(
        PeerCard.parse(card.json().replace("0123456789abcdef\"", "0123456789abcdee\""))
            .fingerprint()
            .hex());
    assertThat(seen).hasSize(5);
  }

  @Test
  void the_words_are_as_many_as_the_values_of_a_byte_and_none_begins_like_another() {
    var words = new HashSet<String>();
    var beginnings = new HashSet<String>();
    for (int i = 0; i < 256; i++) {
      var bytes = new byte[32];
      bytes[0] = (byte) i;
      var word = Fingerprint.of(new Hash(bytes)).words().getFirst();
      words.add(word);
      var plain =
          java.text.Normalizer.normalize(word, java.text.Normalizer.Form.NFD)
              .replaceAll("\\p{M}", "");
      beginnings.add(plain.substring(0, Math.min(4, plain.length())));
    }
    assertThat(words).hasSize(256);
    assertThat(beginnings).hasSize(256);
  }
}
