package org.bouclier.stix;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.databind.node.ObjectNode;

/** What the specification says of one type and a table of properties cannot. */
final class TypeRules {

  private static final Schema SCHEMA = Schema.STIX_2_1;
  private static final Pattern CVE = Pattern.compile("CVE-[0-9]{4}-[0-9]{4,9}");
  private static final Pattern CAPEC = Pattern.compile("CAPEC-[0-9]{1,6}");
  private static final Set<String> ANYWHERE = Set.of("related-to", "derived-from", "duplicate-of");

  private static final List<String> HIVES =
      List.of("hklm", "hkcu", "hkcr", "hku", "hkcc", "hkpd", "hkdd");

  private final Findings findings;
  private final String type;
  private final ObjectNode tree;

  TypeRules(Findings findings, String type, ObjectNode tree) {
    this.findings = findings;
    this.type = type;
    this.tree = tree;
  }

  void check() {
    uuidVersion();
    markings();
    externalReferences();
    switch (type) {
      case "directory" -> charset("path_enc");
      case "domain-name" ->
          form("value", Forms.isHost(text("value")), "un nom de domaine est attendu");
      case "email-addr" ->
          form("value", Forms.isEmail(text("value")), "une adresse de courriel seule est attendue");
      case "email-message" -> emailMessage();
      case "extension-definition" -> extensionDefinition();
      case "artifact" -> mediaType("mime_type");
      case "file" -> {
        mediaType("mime_type");
        charset("name_enc");
        tree.path("extensions")
            .path("pdf-ext")
            .path("document_info_dict")
            .forEachEntry((key, value) ->
                word("pdf-document-info", lower(key), "extensions.pdf-ext.document_info_dict"));
      }
      case "indicator" -> indicator();
      case "ipv4-addr" ->
          form("value", Network.isIpv4(text("value")), "une adresse IPv4 est attendue");
      case "ipv6-addr" ->
          form("value", Network.isIpv6(text("value")), "une adresse IPv6 est attendue");
      case "language-content" ->
          tree.path("contents")
              .forEachEntry((key, value) -> {
                if (!Forms.isLanguage(key)) {
                  findings.add("contents." + key, Code.VALUE, "code de langue mal formé");
                }
              });
      case "location" -> {
        if (tree.has("country") && !Forms.isCountry(text("country"))) {
          findings.add("country", Code.VALUE, "un code ISO 3166-1 de deux lettres est attendu");
        }
      }
      case "mac-addr" ->
          form("value", Forms.isMac(text("value")), "six octets en minuscules sont attendus");
      case "marking-definition" -> markingDefinition();
      case "network-traffic" -> networkTraffic();
      case "process" -> {
        var path = "extensions.windows-process-ext.priority";
        var priority = tree.path("extensions").path("windows-process-ext").path("priority");
        if (priority.isString()) {
          word("windows-priority", priority.stringValue(), path);
        }
      }
      case "relationship" -> relationship();
      case "software" -> {
        if (tree.has("cpe")) {
          form("cpe", Forms.isCpe(text("cpe")), "un nom CPE 2.3 est attendu");
        }
      }
      case "url" -> form("value", text("value").indexOf(':') > 0, "une URL a un protocole");
      case "windows-registry-key" -> {
        int end = text("key").indexOf('\\');
        var hive = end < 0 ? text("key") : text("key").substring(0, end);
        form("key", !HIVES.contains(lower(hive)), "le nom de la ruche ne s’abrège pas");
      }
      default -> {}
    }
  }

  private String text(String name) {
    return tree.path(name).asString("");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private void form(String name, boolean isGood, String message) {
    if (!isGood) {
      findings.add(name, Code.VALUE, message);
    }
  }

  private void word(String vocabulary, String word, String path) {
    if (!SCHEMA.vocabulary(vocabulary).contains(word)) {
      findings.add(path, Code.VOCABULARY, "hors vocabulaire : " + Excerpt.of(word));
    }
  }

  private void charset(String name) {
    if (tree.has(name) && !Forms.isCharset(text(name))) {
      findings.add(name, Code.VALUE, "jeu de caractères inconnu");
    }
  }

  private void mediaType(String name) {
    if (tree.has(name) && !Forms.isMediaType(text(name))) {
      findings.add(name, Code.FORMAT, "un type de média est conseillé : « text/plain »");
    }
  }

  /** STIX 2.1, section 2.9: version 5 for observables but processes, version 4 for the others. */
  private void uuidVersion() {
    if (!StixId.isValid(text("id"))) {
      return;
    }
    int version = StixId.parse(text("id")).uuid().version();
    boolean isHash = StixKind.of(type) == StixKind.OBSERVABLE && !type.equals("process");
    if (isHash ? version != 5 && version != 4 : version != 4) {
      findings.add("id", Code.UUID_VERSION, "une autre version d’UUID est conseillée");
    }
  }

  private void markings() {
    int index = 0;
    for (var marking : tree.path("granular_markings").values()) {
      var path = "granular_markings[" + index++ + "]";
      if (marking.path("marking_ref").asString("").equals(text("id"))) {
        findings.add(path, Code.MARKING, "un marquage ne se marque pas lui-même");
      }
      for (var selector : marking.path("selectors").values()) {
        try {
          if (Selector.parse(selector.asString("")).find(tree).isEmpty()) {
            findings.add(path, Code.MARKING, "ce sélecteur ne désigne rien");
          }
        } catch (IllegalArgumentException malformed) {
          findings.add(path, Code.MARKING, "sélecteur mal formé");
        }
      }
    }
    for (var marking : tree.path("object_marking_refs").values()) {
      if (marking.asString("").equals(text("id"))) {
        findings.add("object_marking_refs", Code.MARKING, "un marquage ne se marque pas lui-même");
      }
    }
  }

  private void externalReferences() {
    int index = 0;
    for (var reference : tree.path("external_references").values()) {
      var path = "external_references[" + index++ + "]";
      var source = reference.path("source_name").asString("");
      var id = reference.path("external_id").asString("");
      var form = lower(source).equals("cve") ? CVE : lower(source).equals("capec") ? CAPEC : null;
      if (form == null) {
        continue;
      }
      if (!source.equals(lower(source))) {
        findings.add(path + ".source_name", Code.FORMAT, "s’écrit en minuscules");
      }
      if (!form.matcher(id).matches()) {
        findings.add(path + ".external_id", Code.VALUE, "n’est pas un identifiant " + source);
      }
    }
  }

  private void emailMessage() {
    boolean multipart = tree.path("is_multipart").asBoolean(false);
    if (tree.has(multipart ? "body" : "body_multipart")) {
      findings.add(
          "is_multipart", Code.TOGETHER, "le corps n’est pas de la sorte que dit « is_multipart »");
    }
    mediaType("content_type");
  }

  private void extensionDefinition() {
    if (!tree.has("description")) {
      findings.add("description", Code.ADVICE, "une description est conseillée");
    }
    boolean addsProperties =
        tree.path("extension_types").values().stream()
            .anyMatch(kind -> kind.asString("").equals("toplevel-property-extension"));
    if (tree.has("extension_properties") && !addsProperties) {
      findings.add(
          "extension_properties", Code.TOGETHER, "demande le type « toplevel-property-extension »");
    }
  }

  private void markingDefinition() {
    var definition = tree.path("definition");
    switch (text("definition_type")) {
      case "tlp" -> {
        if (Tlp.ofLabel("tlp:" + definition.path("tlp").asString("")).isEmpty()
            || !Set.of("white", "green", "amber", "red")
                .contains(definition.path("tlp").asString(""))) {
          findings.add("definition.tlp", Code.VALUE, "niveau TLP 1 inconnu");
        }
      }
      case "statement" -> {
        if (!definition.path("statement").isString()) {
          findings.add("definition.statement", Code.MISSING, "propriété obligatoire absente");
        }
      }
      default -> {}
    }
  }

  private void networkTraffic() {
    if (tree.path("is_active").asBoolean(false) && tree.has("end")) {
      findings.add("end", Code.TOGETHER, "un trafic encore actif n’a pas de fin");
    }
    if (tree.has("src_port") != tree.has("dst_port")) {
      findings.add("src_port", Code.ADVICE, "les deux ports sont conseillés");
    }
    for (var protocol : tree.path("protocols").values()) {
      word("protocol", protocol.asString(""), "protocols");
    }
    var extensions = tree.path("extensions");
    extensions
        .path("http-request-ext")
        .path("request_header")
        .forEachEntry((name, value) ->
            word("http-header", lower(name), "extensions.http-request-ext.request_header"));
    extensions
        .path("socket-ext")
        .path("options")
        .forEachEntry(
            (name, value) -> word("socket-option", name, "extensions.socket-ext.options"));
  }

  private void relationship() {
    var name = text("relationship_type");
    if (name.isEmpty()
        || !StixId.isValid(text("source_ref"))
        || !StixId.isValid(text("target_ref"))) {
      return;
    }
    var source = StixId.parse(text("source_ref")).type();
    var target = StixId.parse(text("target_ref")).type();
    boolean custom =
        StixKind.of(source) == StixKind.CUSTOM || StixKind.of(target) == StixKind.CUSTOM;
    boolean listed =
        SCHEMA.targets(source, name).filter(targets -> targets.contains(target)).isPresent();
    if (!custom && !listed && !ANYWHERE.contains(name)) {
      findings.add(
          "relationship_type",
          Code.RELATIONSHIP,
          "« " + source + " " + Excerpt.of(name) + " " + target + " » n’est pas dans la norme");
    }
  }

  private void indicator() {
    if (!tree.has("name")) {
      findings.add("name", Code.ADVICE, "un nom est conseillé");
    }
    if (!tree.has("description")) {
      findings.add("description", Code.ADVICE, "une description est conseillée");
    }
    if (!text("pattern_type").equals("stix") || !tree.has("pattern")) {
      return;
    }
    try {
      PatternNames.of(StixPattern.parse(text("pattern"))).forEach(this::path);
    } catch (StixPatternException malformed) {
      findings.add("pattern", Code.PATTERN, String.valueOf(malformed.getMessage()));
    }
  }

  private void path(ObjectPath path) {
    if (!StixId.isType(path.type())) {
      findings.add("pattern", Code.PATTERN, "type mal formé : " + Excerpt.of(path.type()));
    } else if (StixKind.of(path.type()) == StixKind.CUSTOM) {
      CustomNames.type(path.type(), "pattern", findings);
    }
    for (var step : path.steps()) {
      if (step instanceof ObjectPath.Key(var name) && name.length() < 3) {
        findings.add("pattern", Code.FORMAT, "nom de propriété trop court : " + Excerpt.of(name));
      }
    }
  }
}
