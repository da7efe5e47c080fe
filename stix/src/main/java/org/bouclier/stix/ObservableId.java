package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Identifiers of cyber-observables, which follow from what they are: the same address has the same
 * identifier in three states that never spoke to each other.
 *
 * <p>Source: STIX 2.1, section 2.9: UUIDv5 in the namespace {@code
 * 00abedb4-aa42-466c-9c01-fed23315a9b7} over the canonical JSON of the ID contributing properties.
 */
public final class ObservableId {

  private static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");

  private static final List<String> HASHES = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

  /** Each type's "ID Contributing Properties", STIX 2.1, section 6. A process has none. */
  private static final Map<String, List<String>> CONTRIBUTING =
      Map.ofEntries(
          entry("artifact", List.of("hashes", "payload_bin")),
          entry("autonomous-system", List.of("number")),
          entry("directory", List.of("path")),
          entry("domain-name", List.of("value")),
          entry("email-addr", List.of("value")),
          entry("email-message", List.of("from_ref", "subject", "body")),
          entry("file", List.of("hashes", "name", "parent_directory_ref", "extensions")),
          entry("ipv4-addr", List.of("value")),
          entry("ipv6-addr", List.of("value")),
          entry("mac-addr", List.of("value")),
          entry("mutex", List.of("name")),
          entry(
              "network-traffic",
              List.of(
                  "start",
                  "end",
                  "src_ref",
                  "dst_ref",
                  "src_port",
                  "dst_port",
                  "protocols",
                  "extensions")),
          entry("software", List.of("name", "cpe", "swid", "vendor", "version")),
          entry("url", List.of("value")),
          entry("user-account", List.of("account_type", "user_id", "account_login")),
          entry("windows-registry-key", List.of("key", "values")),
          entry("x509-certificate", List.of("hashes", "serial_number")));

  private ObservableId() {}

  /**
   * The identifier that follows from an observable's properties.
   *
   * @param observable the object, with or without {@code id}
   * @return empty if its type has no contributing property, or the object has none of them; its
   *     identifier is then a random UUID
   */
  public static Optional<StixId> of(JsonNode observable) {
    var type = observable.path("type").asString("");
    var contributing = JsonNodeFactory.instance.objectNode();
    for (var name : CONTRIBUTING.getOrDefault(type, List.of())) {
      var value = observable.path(name);
      if (!value.isMissingNode()) {
        contributing.set(name, "hashes".equals(name) ? chosen(value) : value);
      }
    }
    return contributing.isEmpty()
        ? Optional.empty()
        : Optional.of(new StixId(type, named(NAMESPACE, CanonicalJson.text(contributing))));
  }

  /**
   * A UUIDv5 (RFC 4122, section 4.3): the same for the same name.
   *
   * @param namespace UUID of the family of names
   * @param name any text
   */
  public static UUID named(UUID namespace, String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException absent) { // every Java platform has it
      throw new IllegalStateException(absent);
    }
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(namespace.getMostSignificantBits())
            .putLong(namespace.getLeastSignificantBits())
            .flip());
    var digest = ByteBuffer.wrap(sha1.digest(name.getBytes(UTF_8)));
    long high = (digest.getLong() & ~0xF000L) | 0x5000L; // version 5
    long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L; // variant 2
    return new UUID(high, low);
  }

  /** One hash stands for all: the first of MD5, SHA-1, SHA-256, SHA-512, else the first by name. */
  private static ObjectNode chosen(JsonNode hashes) {
    var name =
        HASHES.stream()
            .filter(hashes::has)
            .findFirst()
            .or(() -> hashes.propertyNames().stream().sorted().findFirst());
    var only = JsonNodeFactory.instance.objectNode();
    name.ifPresent(hash -> only.set(hash, hashes.path(hash)));
    return only;
  }
}
