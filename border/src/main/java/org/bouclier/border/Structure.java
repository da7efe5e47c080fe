package org.bouclier.border;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouclier.border.Minimised.Reason;
import org.bouclier.stix.Network;
import tools.jackson.databind.node.ObjectNode;

/**
 * Treats an object by its type: what STIX says a property is, decides what becomes of it. Each
 * treatment leaves something that it would not touch again.
 */
final class Structure {

  /** RFC 2606, section 2: a domain that is nobody's. */
  private static final String MASKED_EMAIL = "masque@masque.invalid";

  private static final String PSEUDONYM_DOMAIN = "@pseudonyme.invalid";
  private static final String MASK = "masque";
  private static final String PSEUDONYM = "x_bouclier_pseudonym";

  private static final int IPV4_BITS = 24;
  private static final int IPV6_BITS = 48;

  private static final Set<String> FREE_TEXTS =
      Set.of(
          "description", "abstract", "content", "contents", "explanation", "objective", "summary");

  private static final Set<String> SENSITIVE_LABELS =
      Set.of("données-sensibles", "donnees-sensibles", "sensitive-data", "health-data");

  /** Headers that say nothing about a person. */
  private static final Set<String> HARMLESS_HEADERS =
      Set.of("user-agent", "host", "content-type", "content-length", "accept-encoding");

  private final Draft draft;

  Structure(Draft draft) {
    this.draft = draft;
  }

  void treat() {
    for (var label : draft.original().labels()) {
      var lower = label.toLowerCase(Locale.ROOT);
      if (SENSITIVE_LABELS.contains(lower) || lower.startsWith("gdpr:special-categories")) {
        draft.count(MinimisingRule.SENSITIVE_LABEL);
      }
    }
    if (!draft.policy().freeText()) {
      FREE_TEXTS.forEach(name -> take(draft.tree(), MinimisingRule.FREE_TEXT, name));
    }
    if (draft.position() != Position.ATTACKER) {
      treat(draft.original().type(), draft.tree());
    }
  }

  private void treat(String type, ObjectNode tree) {
    switch (type) {
      case "email-addr" -> emailAddress(tree);
      case "user-account" -> account(tree);
      case "ipv4-addr", "ipv6-addr" -> address(tree);
      case "mac-addr" -> macAddress(tree);
      case "domain-name" -> host(tree);
      case "url" -> url(tree);
      case "email-message" ->
          take(
              tree,
              MinimisingRule.MESSAGE,
              "body",
              "body_multipart",
              "received_lines",
              "additional_header_fields",
              "message_id",
              "raw_email_ref");
      case "artifact" -> {
        draft.count(MinimisingRule.PAYLOAD);
        draft.withhold(Reason.NOTHING_LEFT, "un contenu brut ne sort pas sous cette forme");
      }
      case "process" -> {
        take(tree, MinimisingRule.ENVIRONMENT, "environment_variables");
        extension(tree, "windows-process-ext", MinimisingRule.ACCOUNT, "owner_sid", "window_title");
      }
      case "network-traffic" -> request(tree);
      case "file" -> {
        extension(tree, "raster-image-ext", MinimisingRule.PERSON, "exif_tags");
        extension(tree, "pdf-ext", MinimisingRule.PERSON, "document_info_dict");
        extension(tree, "ntfs-ext", MinimisingRule.ACCOUNT, "sid");
      }
      case "identity" -> identity(tree);
      case "location" ->
          take(
              tree,
              MinimisingRule.PLACE,
              "latitude",
              "longitude",
              "precision",
              "street_address",
              "postal_code");
      case "note", "opinion" -> take(tree, MinimisingRule.PERSON, "authors");
      case "indicator" -> indicator(tree);
      case "observed-data" ->
          tree.path("objects")
              .values()
              .forEach(child -> {
                if (child instanceof ObjectNode object) {
                  treat(object.path("type").asString(""), object);
                }
              });
      default -> {}
    }
  }

  private void emailAddress(ObjectNode tree) {
    var value = tree.path("value").asString("");
    if (isPlaceholder(value) || draft.roles().isAttackers(value)) {
      return;
    }
    draft.count(MinimisingRule.EMAIL_ADDRESS);
    tree.put(
        "value",
        isPseudonymised()
            ? pseudonym(MinimisingRule.EMAIL_ADDRESS, value.toLowerCase(Locale.ROOT))
                + PSEUDONYM_DOMAIN
            : MASKED_EMAIL);
    tree.remove("display_name");
  }

  private void account(ObjectNode tree) {
    var login = tree.path("account_login").asString("");
    var id = tree.path("user_id").asString(login);
    boolean treated =
        (login.equals(MASK) || isPseudonym(login))
            && tree.propertyNames().stream().noneMatch(ACCOUNT_PROPERTIES::contains);
    if (treated) {
      return;
    }
    draft.count(MinimisingRule.ACCOUNT);
    ACCOUNT_PROPERTIES.forEach(tree::remove);
    tree.put(
        "account_login",
        isPseudonymised() ? pseudonym(MinimisingRule.ACCOUNT, id.toLowerCase(Locale.ROOT)) : MASK);
  }

  private static final List<String> ACCOUNT_PROPERTIES =
      List.of("user_id", "credential", "display_name", "extensions");

  private void address(ObjectNode tree) {
    var value = tree.path("value").asString("");
    if (draft.roles().isAttackers(value)) {
      return;
    }
    var network = Network.parse(value);
    if (network.isEmpty()) {
      draft.withhold(Reason.NOTHING_LEFT, "adresse illisible");
      return;
    }
    var shorter = network.get().truncated(network.get().isIpv4() ? IPV4_BITS : IPV6_BITS);
    if (!shorter.equals(network.get())) {
      draft.count(MinimisingRule.ADDRESS);
      mark(tree, MinimisingRule.ADDRESS, network.get().toString());
      tree.put("value", shorter.toString());
    }
  }

  /** The three first bytes are the maker's. */
  private void macAddress(ObjectNode tree) {
    var value = tree.path("value").asString("").toLowerCase(Locale.ROOT);
    if (value.length() == 17 && !value.endsWith(":00:00:00") && !draft.roles().isAttackers(value)) {
      draft.count(MinimisingRule.MAC_ADDRESS);
      mark(tree, MinimisingRule.MAC_ADDRESS, value);
      tree.put("value", value.substring(0, 8) + ":00:00:00");
    }
  }

  /** The organisation stays, the machine goes: {@code pc-awa.finances.gouv.ml}. */
  private void host(ObjectNode tree) {
    var value = tree.path("value").asString("").toLowerCase(Locale.ROOT);
    int dot = value.indexOf('.');
    boolean hasMachine = dot > 0 && value.indexOf('.', dot + 1) > 0;
    var machine = dot > 0 ? value.substring(0, dot) : value;
    if (draft.position() == Position.OBSERVED
        && hasMachine
        && !machine.equals(MASK)
        && !isPseudonym(machine)
        && !draft.roles().isAttackers(value)) {
      draft.count(MinimisingRule.HOST);
      tree.put(
          "value",
          (isPseudonymised() ? pseudonym(MinimisingRule.HOST, value) : MASK)
              + value.substring(dot));
    }
  }

  private void url(ObjectNode tree) {
    var value = tree.path("value").asString("");
    int start = value.indexOf("://");
    if (start < 0 || draft.roles().isAttackers(value)) {
      return;
    }
    int path = firstOf(value, start + 3, "/?#");
    int at = value.lastIndexOf('@', path - 1);
    int host = at > start ? at + 1 : start + 3;
    if (draft.roles().isAttackersHost(value.substring(host, firstOf(value, host, "/?#:")))) {
      return;
    }
    var kept = value.substring(0, start + 3) + value.substring(host, firstOf(value, path, "?#"));
    if (!kept.equals(value)) {
      draft.count(MinimisingRule.URL_DETAILS);
      mark(tree, MinimisingRule.URL_DETAILS, value);
      tree.put("value", kept);
    }
  }

  private static int firstOf(String text, int from, String chars) {
    for (int i = from; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private void request(ObjectNode tree) {
    if (!(tree.path("extensions").path("http-request-ext") instanceof ObjectNode request)) {
      return;
    }
    if (request.path("request_header") instanceof ObjectNode headers) {
      for (var name : List.copyOf(headers.propertyNames())) {
        if (!HARMLESS_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
          take(headers, MinimisingRule.ENVIRONMENT, name);
        }
      }
      if (headers.isEmpty()) {
        request.remove("request_header");
      }
    }
    var value = request.path("request_value").asString("");
    int query = value.indexOf('?');
    if (query >= 0) {
      draft.count(MinimisingRule.URL_DETAILS);
      request.put("request_value", value.substring(0, query));
    }
  }

  private void identity(ObjectNode tree) {
    take(tree, MinimisingRule.PERSON, "contact_information");
    if (!"individual".equals(tree.path("identity_class").asString(""))) {
      return;
    }
    take(tree, MinimisingRule.PERSON, "description");
    var name = tree.path("name").asString("");
    var prefix = "Personne ";
    if (name.equals(prefix + "masquée")
        || (name.startsWith(prefix) && isPseudonym(name.substring(prefix.length())))) {
      return;
    }
    draft.count(MinimisingRule.PERSON);
    tree.put(
        "name",
        prefix
            + (isPseudonymised()
                ? pseudonym(MinimisingRule.PERSON, draft.original().id().toString())
                : "masquée"));
  }

  /** Its pattern is the attacker's: kept as it is, unless the policy wants no person at all. */
  private void indicator(ObjectNode tree) {
    if (draft.policy().personalIndicators()) {
      return;
    }
    var pattern = tree.path("pattern").asString("");
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    boolean personal =
        pattern.contains("email-addr:")
            || pattern.contains("user-account:")
            || TextScanner.scan(bytes, 0, bytes.length).stream()
                .anyMatch(span -> span.rule() != MinimisingRule.TEXT_PRIVATE_ADDRESS);
    if (personal) {
      draft.withhold(
          Reason.PERSONAL_INDICATOR, "un indicateur qui désigne une personne ne sort pas");
    }
  }

  private void extension(ObjectNode tree, String name, MinimisingRule rule, String... properties) {
    if (tree.path("extensions") instanceof ObjectNode extensions
        && extensions.path(name) instanceof ObjectNode extension) {
      take(extension, rule, properties);
      if (extension.isEmpty()) {
        extensions.remove(name);
      }
      if (extensions.isEmpty()) {
        tree.remove("extensions");
      }
    }
  }

  private void take(ObjectNode tree, MinimisingRule rule, String... properties) {
    for (var property : properties) {
      if (tree.remove(property) != null) {
        draft.count(rule);
      }
    }
  }

  /** Beside a value that was cut short, what tells two of them apart. */
  private void mark(ObjectNode tree, MinimisingRule rule, String value) {
    if (isPseudonymised()) {
      tree.put(PSEUDONYM, pseudonym(rule, value));
    }
  }

  private boolean isPseudonymised() {
    return draft.form() == Form.PSEUDONYMISED;
  }

  private String pseudonym(MinimisingRule rule, String value) {
    return draft.keys().pseudonym(rule.id(), value);
  }

  private static boolean isPseudonym(String text) {
    return text.matches("p-[a-p]{16}");
  }

  /** Whether an e-mail address is one of those that this class writes. */
  static boolean isPlaceholder(String email) {
    return email.equals(MASKED_EMAIL)
        || (email.endsWith(PSEUDONYM_DOMAIN)
            && isPseudonym(email.substring(0, email.length() - PSEUDONYM_DOMAIN.length())));
  }
}
