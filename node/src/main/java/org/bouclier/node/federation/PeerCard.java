package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.site.StateCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node gives to another one so that they may exchange: who it is, where it is reached and
 * its three public keys. Nothing in it is secret, but whoever pastes it must have compared its
 * fingerprint by voice with the other team.
 *
 * <p>Its text is JSON:
 *
 * <pre>{@code
 * {
 *   "card" : 1,
 *   "code" : "NE",
 *   "name" : "Nœud national du Niger",
 *   "city" : "Niamey",
 *   "url" : "https://noeud.example.ne:8444",
 *   "logKey" : "bouclier.ne/exports+4a5b6c7d+AQ...",
 *   "recipient" : "age1pq1...",
 *   "certificate" : "9f86d081...",
 *   "witnessKey" : "bouclier.ne/witness+7e8f9a0b+Bg..."
 * }
 * }</pre>
 *
 * @param code the state, as in {@code NE}
 * @param name the node's name, at most 200 chars
 * @param city where its team sits, at most 200 chars
 * @param url the address at which it is pulled from: https, host, port, no path
 * @param logKey the key of its ledger of exports, a C2SP verifier key named {@link NodeKeys#origin}
 * @param recipient to whom envelopes are sealed, {@code age1pq1...}
 * @param certificate SHA-256 of its TLS certificate (DER), 64 lower-case hexadecimal digits
 * @param witnessKey the key by which it cosigns others' ledgers, a C2SP verifier key named {@link
 *     WitnessPost#name}; empty if it does not, as on cards made before nodes were witnesses
 */
public record PeerCard(
    StateCode code,
    String name,
    String city,
    URI url,
    String logKey,
    String recipient,
    String certificate,
    String witnessKey) {

  private static final int VERSION = 1;
  private static final int MAX_CHARS = 16 * 1024;
  private static final int MAX_NAME = 200;
  private static final int MAX_CITY = 200;
  private static final int MAX_URL = 255;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> FIELDS =
      Set.of(
          "card",
          "code",
          "name",
          "city",
          "url",
          "logKey",
          "recipient",
          "certificate",
          "witnessKey");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Checks the bounds above.
   *
   * @throws MalformedCardException if they are not kept; names the field, in French
   */
  public PeerCard {
    checkText("name", name, MAX_NAME);
    checkText("city", city, MAX_CITY);
    check(isRoot(url), "url", "une adresse https sans chemin, au plus 255 signes");
    check(
        isLogKey(logKey, NodeKeys.origin(code)),
        "logKey",
        "la clé du registre " + NodeKeys.origin(code));
    check(isRecipient(recipient), "recipient", "une clé de chiffrement age1pq1…");
    check(
        SHA256.matcher(certificate).matches(),
        "certificate",
        "64 chiffres hexadécimaux en minuscules (SHA-256 du certificat)");
    check(
        witnessKey.isEmpty() || isWitnessKey(witnessKey, WitnessPost.name(code)),
        "witnessKey",
        "la clé de témoin " + WitnessPost.name(code));
  }

  private static void check(boolean kept, String field, String expected) {
    if (!kept) {
      throw new MalformedCardException(field, expected);
    }
  }

  private static void checkText(String field, String value, int max) {
    check(
        !value.isBlank()
            && value.length() <= max
            && value.chars().noneMatch(Character::isISOControl),
        field,
        String.format(Locale.ROOT, "1 à %d signes, sans signe de contrôle", max));
  }

  private static boolean isRoot(URI url) {
    return "https".equals(url.getScheme())
        && url.getHost() != null
        && url.toString().length() <= MAX_URL
        && url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
  }

  private static boolean isLogKey(String vkey, String origin) {
    try {
      var key = NoteVerifier.parse(vkey);
      return key.name().equals(origin) && key.type() == SignatureType.ED25519;
    } catch (LedgerException notAKey) {
      return false;
    }
  }

  private static boolean isWitnessKey(String vkey, String name) {
    try {
      var key = NoteVerifier.parse(vkey);
      return key.name().equals(name) && key.type().isCosignature();
    } catch (LedgerException notAKey) {
      return false;
    }
  }

  private static boolean isRecipient(String text) {
    try {
      return SealRecipient.parse(text).text().equals(text);
    } catch (LedgerException notAKey) {
      return false;
    }
  }

  /**
   * Reads the text form, as a person pasted it.
   *
   * @throws MalformedCardException if it is none; the message is French
   */
  public static PeerCard parse(String json) {
    check(json.length() <= MAX_CHARS, "", "une fiche a au plus 16 384 signes");
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JacksonException unreadable) {
      throw new MalformedCardException(
          "", "ce texte n’est pas une fiche : copiez-la entière, de { à }");
    }
    check(tree.isObject(), "", "ce texte n’est pas une fiche : copiez-la entière, de { à }");
    for (String field : tree.propertyNames()) {
      check(FIELDS.contains(field), field, "champ inconnu de cette version");
    }
    check(tree.path("card").asInt(0) == VERSION, "card", "la version 1");
    return new PeerCard(
        state(field(tree, "code")),
        field(tree, "name"),
        field(tree, "city"),
        url(field(tree, "url")),
        field(tree, "logKey"),
        field(tree, "recipient"),
        field(tree, "certificate"),
        tree.has("witnessKey") ? field(tree, "witnessKey") : "");
  }

  private static String field(JsonNode tree, String name) {
    return tree.path(name)
        .stringValueOpt()
        .orElseThrow(() -> new MalformedCardException(name, "un texte"));
  }

  private static StateCode state(String code) {
    try {
      return new StateCode(code);
    } catch (IllegalArgumentException malformed) {
      throw new MalformedCardException("code", "deux à huit lettres capitales ou chiffres");
    }
  }

  private static URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new MalformedCardException("url", "une adresse https sans chemin");
    }
  }

  /** The text form: {@code parse(card.json()).equals(card)} for every card. */
  public String json() {
    var tree = JSON.createObjectNode();
    tree.put("card", VERSION);
    tree.put("code", code.value());
    tree.put("name", name);
    tree.put("city", city);
    tree.put("url", url.toString());
    tree.put("logKey", logKey);
    tree.put("recipient", recipient);
    tree.put("certificate", certificate);
    if (!witnessKey.isEmpty()) {
      tree.put("witnessKey", witnessKey);
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }

  /** What two teams compare by voice: covers every field, the address too. */
  public Fingerprint fingerprint() {
    var lines =
        String.join(
            "\n",
            "bouclier/card@v1",
            code.value(),
            name,
            city,
            url.toString(),
            logKey,
            recipient,
            certificate);
    if (!witnessKey.isEmpty()) {
      lines += "\n" + witnessKey;
    }
    return Fingerprint.of(Hash.sha256(lines.getBytes(UTF_8)));
  }

  /** The key by which its ledger is verified. */
  NoteVerifier verifier() {
    return NoteVerifier.parse(logKey);
  }

  /** The key by which what it cosigned is verified, if it cosigns. */
  Optional<NoteVerifier> witness() {
    return witnessKey.isEmpty() ? Optional.empty() : Optional.of(NoteVerifier.parse(witnessKey));
  }

  /** Where its files are: the address with the prefix of the ledger. */
  URI ledger() {
    return url.resolve("/log/v1/");
  }
}
