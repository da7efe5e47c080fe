package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.BundleWriter;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;
import org.bouclier.stix.Tlp;
import tools.jackson.databind.node.ObjectNode;

/** STIX for tests, written as peers and feeds write it. */
final class Bundles {

  static final Instant JUNE = Instant.parse("2026-06-29T00:00:00Z");

  private Bundles() {}

  static StixId id(String type, long number) {
    return new StixId(type, new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L + number));
  }

  static StixObject indicator(long number, String pattern, Consumer<ObjectNode> more) {
    return StixObject.create(
        id("indicator", number),
        JUNE,
        tree -> {
          tree.put("pattern", pattern);
          tree.put("pattern_type", "stix");
          tree.put("valid_from", StixTime.format(JUNE));
          more.accept(tree);
        });
  }

  static StixObject domain(long number, String name) {
    return indicator(number, "[domain-name:value = '" + name + "']", tree -> {});
  }

  static StixObject domain(long number, String name, Tlp tlp) {
    return indicator(
        number,
        "[domain-name:value = '" + name + "']",
        tree -> tree.putArray("object_marking_refs").add(tlp.markingId().toString()));
  }

  /** The next version of an object. */
  static StixObject revised(StixObject object, Instant modified, Consumer<ObjectNode> change) {
    return object.edit(tree -> {
      tree.put("modified", StixTime.format(modified));
      change.accept(tree);
    });
  }

  static StixObject sighting(StateCode by, StixId of, long count, Instant last) {
    return StixObject.create(
        new StateIdentity(by).sighting(of.toString()),
        JUNE,
        tree -> {
          tree.put("modified", StixTime.format(last));
          tree.put("first_seen", StixTime.format(JUNE));
          tree.put("last_seen", StixTime.format(last));
          tree.put("count", count);
          tree.put("sighting_of_ref", of.toString());
        });
  }

  static byte[] bundle(StixObject... objects) {
    return bundle(List.of(objects));
  }

  static byte[] bundle(List<StixObject> objects) {
    var out = new ByteArrayOutputStream();
    try (var writer =
        new BundleWriter(out, UUID.fromString("b1b1b1b1-0000-4000-8000-000000000001"))) {
      for (var object : objects) {
        writer.write(object);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** A bundle whose objects are any text. */
  static byte[] raw(String... objects) {
    return ("{\"type\":\"bundle\",\"id\":\"bundle--b1b1b1b1-0000-4000-8000-000000000001\",\"objects\":[\n"
            + String.join(",\n", objects)
            + "\n]}")
        .getBytes(UTF_8);
  }
}
