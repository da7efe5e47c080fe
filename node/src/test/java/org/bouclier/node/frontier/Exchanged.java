package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouclier.border.Purpose;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.seal.SealedContent;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;

/** What tests of the border propose, and what they then find in its log. */
final class Exchanged {

  private Exchanged() {}

  /** An indicator of a domain name. */
  static StixObject indicator(String domain, Tlp tlp) {
    return StixObject.create(
        new StixId("indicator", UUID.nameUUIDFromBytes(domain.getBytes(UTF_8))),
        Instant.parse("2026-02-01T00:00:00Z"),
        tree -> {
          tree.put("name", domain);
          tree.put("pattern", "[domain-name:value = '" + domain + "']");
          tree.put("pattern_type", "stix");
          tree.put("valid_from", "2026-02-01T00:00:00Z");
          tree.putArray("object_marking_refs").add(tlp.markingId().toString());
        });
  }

  /** Objects proposed to some states. */
  static Proposal proposal(String key, Set<StateCode> to, StixObject... objects) {
    return new Proposal(key, "indicators", List.of(objects), Purpose.CYBER_DEFENCE, to);
  }

  /** All entries of a log. */
  static List<Leaf> leaves(ExportLog log) throws IOException {
    var head = log.checkpoint();
    return new ArrayList<>(log.reader().entries(head, 0, head.size()))
        .stream().map(Leaf::parse).toList();
  }

  /** What a leaf announces, opened by one of those it is sealed to. */
  static Parcel parcelOf(ExportLog log, SealIdentity identity, Leaf leaf) throws IOException {
    var ciphertext = leaf.ciphertext();
    assertThat(ciphertext).isNotNull();
    var content = new ByteArrayOutputStream();
    try (var sealed = log.spool().open(ciphertext.sha256(), ciphertext.maxBytes())) {
      SealedContent.open(identity, sealed, content, leaf.commit());
    }
    return Parcel.parse(content.toByteArray());
  }
}
