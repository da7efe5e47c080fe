package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.bouclier.stix.MalformedStixException;
import org.bouclier.stix.MispEvent;
import org.bouclier.stix.MispFeed;
import org.bouclier.stix.MispManifestEntry;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixProblem;

/**
 * Reads a MISP feed or a single MISP event: each attribute meant for detection is an indicator,
 * each event a report. A bad event or a bad attribute is refused among the others.
 */
final class FeedReading {

  private final ImportOrder order;
  private final Function<StixId, Optional<StixObject>> stored;
  private final Instant now;
  private final Set<StixId> authors = new HashSet<>();
  private final Set<UUID> read = new HashSet<>();
  private final Map<UUID, String> announced = new LinkedHashMap<>();

  FeedReading(ImportOrder order, Function<StixId, Optional<StixObject>> stored, Instant now) {
    this.order = order;
    this.stored = stored;
    this.now = now;
  }

  /**
   * Reads a feed to its end.
   *
   * @throws IOException if the archive breaks, or unpacks past the limits
   */
  void read(InputStream upload, ImportSink sink) throws IOException {
    FeedFiles.read(upload, Unpacking.Limits.STANDARD, (name, content) -> file(name, content, sink));
    announced.forEach((uuid, info) -> {
      if (!read.contains(uuid)) {
        refuse(
            "misp.absent",
            "annoncé par manifest.json, absent de l’archive",
            uuid + " " + info,
            sink);
      }
    });
  }

  private void file(String name, InputStream content, ImportSink sink) throws IOException {
    try {
      if (name.equals("manifest.json")) {
        for (MispManifestEntry entry : new MispFeed(asked -> content).manifest()) {
          announced.put(entry.uuid(), entry.info());
        }
      } else {
        event(MispEvent.read(content), sink);
      }
    } catch (MalformedStixException malformed) {
      for (StixProblem problem : malformed.problems()) {
        refuse(problem, name, sink);
      }
    }
  }

  private void event(MispEvent event, ImportSink sink) {
    read.add(event.uuid());
    event.problems().forEach(problem -> refuse(problem, event.info(), sink));
    var said = event.toStix();
    said.malformed().forEach(problem -> refuse(problem, event.info(), sink));
    said.unmapped()
        .forEach((type, count) ->
            refuse(
                "misp.type",
                count + " attribut(s) d’un type sans équivalent STIX : " + type,
                event.info(),
                sink));
    var definitions = new HashMap<StixId, StixObject>();
    said.objects().stream()
        .filter(object -> object.type().equals("marking-definition"))
        .forEach(object -> definitions.put(object.id(), object));
    var reading =
        new DraftReading(
            id -> Optional.ofNullable(definitions.get(id)).or(() -> stored.apply(id)),
            order.tlp(),
            order.severity(),
            now);
    for (StixObject object : said.objects()) {
      if (object.type().equals("marking-definition")
          || (object.type().equals("identity") && !authors.add(object.id()))) {
        continue; // every event repeats them
      }
      try {
        sink.take(reading.read(object, 0));
      } catch (Refusal.Refused refused) {
        sink.refuse(Outcome.rejected(0, refused.refusal(), object.id().toString()));
      }
    }
  }

  private static void refuse(StixProblem problem, String where, ImportSink sink) {
    String what = problem.objectId().isEmpty() ? where : problem.objectId() + " " + where;
    sink.refuse(
        Outcome.rejected(
            problem.line(), new Refusal(problem.code().text(), problem.message()), what));
  }

  private static void refuse(String code, String reason, String text, ImportSink sink) {
    sink.refuse(Outcome.rejected(0, new Refusal(code, reason), text));
  }
}
