package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouclier.detect.Indicator;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.MalformedStixException;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * This node as an author: how it writes the indicators that it makes itself or reads from lists.
 */
final class HouseSource {

  private static final int TRUST = 90;

  private final StateCode state;
  private final StateIdentity identity;
  private final Store store;

  HouseSource(StateCode state, Store store) {
    this.state = state;
    this.identity = new StateIdentity(state);
    this.store = store;
  }

  /** The source that stands for the people of this node. */
  Source source() {
    return store.source(SourceKind.HOUSE, state.value(), Tlp.AMBER, TRUST, Acceptance.PROPOSED);
  }

  /** How objects made here are read back. */
  DraftReading reading(Tlp tlp, Severity severity, Instant now) {
    return new DraftReading(marking -> Optional.empty(), tlp, severity, now);
  }

  /** An indicator that people made, as they say it. */
  static Listed listed(NewIndicator made) {
    return new Listed(
        "",
        made.value(),
        made.name(),
        made.description(),
        made.tlp(),
        made.pap(),
        made.severity(),
        made.confidence(),
        null,
        made.validUntil());
  }

  /**
   * A value as a list gives it.
   *
   * @param list the list's name; empty for what people make
   */
  record Listed(
      String list,
      Indicator value,
      String name,
      String description,
      Tlp tlp,
      @Nullable Pap pap,
      Severity severity,
      @Nullable Integer confidence,
      @Nullable Instant validFrom,
      @Nullable Instant validUntil) {}

  /** How an indicator is called when nobody has named it: by its value. */
  static String nameOf(Indicator value) {
    return value.value().length() > 200 ? value.value().substring(0, 200) : value.value();
  }

  /** Hands a value of a list to an import. */
  void take(Listed listed, long line, Instant now, ImportSink sink) {
    try {
      var reading = reading(listed.tlp(), listed.severity(), now);
      sink.take(
          reading.readUndated(
              object(listed, identity.indicator(listed.list(), listed.value()), now),
              line,
              listed.toString()));
    } catch (Refusal.Refused refused) {
      sink.refuse(Outcome.rejected(line, refused.refusal(), listed.value().value()));
    } catch (MalformedStixException malformed) {
      var problem = malformed.problems().getFirst();
      sink.refuse(
          Outcome.rejected(
              line, new Refusal(problem.code().text(), problem.message()), listed.value().value()));
    }
  }

  /** The identifiers of the indicator that people make of a value: see {@link StateIdentity}. */
  Stream<StixId> made(NewIndicator made) {
    return identity.made(made.value());
  }

  /** A value as the indicator that this state makes of it. */
  StixObject object(Listed listed, StixId id, Instant now) {
    Instant created = now.truncatedTo(ChronoUnit.MILLIS);
    var from = listed.validFrom();
    return StixObject.create(
        id,
        created,
        tree -> {
          tree.put("created_by_ref", identity.id().toString());
          tree.put("name", listed.name());
          if (!listed.description().isEmpty()) {
            tree.put("description", listed.description());
          }
          tree.putArray("indicator_types").add("malicious-activity");
          tree.put("pattern", PatternOf.value(listed.value()));
          tree.put("pattern_type", "stix");
          tree.put("valid_from", StixTime.format(from == null ? created : from));
          var until = listed.validUntil();
          if (until != null) {
            tree.put("valid_until", StixTime.format(until.truncatedTo(ChronoUnit.MILLIS)));
          }
          var confidence = listed.confidence();
          if (confidence != null) {
            tree.put("confidence", confidence);
          }
          tree.putArray("labels").add(SeverityLabel.of(listed.severity()));
          var markings = tree.putArray("object_marking_refs");
          markings.add(listed.tlp().markingId().toString());
          var pap = listed.pap();
          if (pap != null) {
            markings.add(pap.markingId().toString());
          }
        });
  }
}
