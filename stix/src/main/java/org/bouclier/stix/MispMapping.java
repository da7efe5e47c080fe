package org.bouclier.stix;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.databind.node.ObjectNode;

/** Says one MISP event in STIX. */
final class MispMapping {

  private static final int MAX_NAME = 500;

  private final MispEvent event;
  private final Map<StixId, StixObject> objects = new LinkedHashMap<>();
  private final SortedMap<String, Integer> unmapped = new TreeMap<>();
  private final List<StixProblem> malformed = new ArrayList<>();
  private final List<MispAttribute> links = new ArrayList<>();
  private final Optional<StixId> author;
  private int deleted;

  private MispMapping(MispEvent event) {
    this.event = event;
    this.author = event.creator().map(creator -> new StixId("identity", creator.uuid()));
  }

  static MispStix of(MispEvent event) {
    var mapping = new MispMapping(event);
    mapping.markings(event.tags());
    mapping.identity();
    event.attributes().forEach(attribute -> mapping.attribute(attribute, "", false));
    for (var object : event.objects()) {
      for (var attribute : object.attributes()) {
        mapping.attribute(attribute, object.name(), object.deleted());
      }
    }
    mapping.report();
    return new MispStix(
        List.copyOf(mapping.objects.values()),
        mapping.unmapped,
        mapping.malformed,
        mapping.deleted);
  }

  private void add(StixObject object) {
    objects.putIfAbsent(object.id(), object);
  }

  private void identity() {
    event
        .creator()
        .ifPresent(creator ->
            add(
                StixObject.create(
                    new StixId("identity", creator.uuid()),
                    Instant.EPOCH, // MISP does not say when: the same in each event, so one version
                    tree -> {
                      tree.put("name", creator.name().isEmpty() ? "MISP" : creator.name());
                      tree.put("identity_class", "organization");
                    })));
  }

  private void attribute(MispAttribute attribute, String object, boolean objectDeleted) {
    boolean gone = attribute.deleted() || objectDeleted;
    deleted += gone ? 1 : 0;
    if (attribute.type().equals("link") && !attribute.toIds()) {
      links.add(attribute);
      return;
    }
    if (attribute.type().equals("vulnerability")) {
      vulnerability(attribute, gone);
      return;
    }
    var language =
        switch (attribute.type()) {
          case "yara", "sigma", "snort", "suricata" -> attribute.type();
          default -> "stix";
        };
    if (language.equals("stix") && !MispPattern.knows(attribute.type())) {
      unmapped.merge(attribute.type(), 1, Integer::sum);
      return;
    }
    var pattern =
        language.equals("stix")
            ? MispPattern.of(attribute.type(), attribute.value())
            : Optional.of(attribute.value());
    if (pattern.isEmpty()) {
      malformed.add(
          StixProblem.of(
              attribute.uuid().toString(),
              attribute.type(),
              Code.VALUE,
              "valeur qui n’est pas de ce type : " + Excerpt.of(attribute.value())));
      return;
    }
    if (attribute.toIds()) {
      indicator(attribute, object, gone, language, pattern.get());
    } else if (!gone) {
      observable(attribute, pattern.get());
    }
  }

  private void indicator(
      MispAttribute attribute, String object, boolean gone, String language, String pattern) {
    var created = created();
    var tags = tags(attribute);
    add(
        StixObject.create(
            new StixId("indicator", attribute.uuid()),
            created,
            tree -> {
              common(tree, attribute, gone, tags);
              tree.put("name", cut(attribute.value()));
              if (!attribute.comment().isEmpty()) {
                tree.put("description", attribute.comment());
              }
              tree.putArray("indicator_types").add("malicious-activity");
              tree.put("pattern", pattern);
              tree.put("pattern_type", language);
              if (language.equals("stix")) {
                tree.put("pattern_version", "2.1");
              }
              tree.put("valid_from", StixTime.format(attribute.firstSeen().orElse(created)));
              var labels = tree.putArray("labels");
              labels.add("misp:type=\"" + attribute.type() + "\"");
              if (!attribute.category().isEmpty()) {
                labels.add("misp:category=\"" + attribute.category() + "\"");
              }
              if (!object.isEmpty()) {
                labels.add("misp:object=\"" + object + "\"");
              }
              tags.stream().filter(tag -> !isMarking(tag)).forEach(labels::add);
            }));
  }

  /** What is not for detection is a fact: an observable, if one property makes it. */
  private void observable(MispAttribute attribute, String pattern) {
    var parsed = StixPattern.parse(pattern);
    if (!(parsed.root() instanceof ObservationExpression.Observed(var comparison))
        || !(comparison instanceof ComparisonExpression.PropertyTest test)
        || !(test.literals().getFirst() instanceof PatternLiteral.Text(var value))) {
      unmapped.merge(attribute.type(), 1, Integer::sum);
      return;
    }
    var steps = test.path().steps();
    if (!steps.stream().allMatch(ObjectPath.Key.class::isInstance) || steps.size() > 2) {
      unmapped.merge(attribute.type(), 1, Integer::sum);
      return;
    }
    var tags = tags(attribute);
    add(
        StixObject.observable(
            test.path().type(),
            tree -> {
              var at = tree;
              for (var step : steps.subList(0, steps.size() - 1)) {
                at = at.putObject(((ObjectPath.Key) step).name());
              }
              at.put(((ObjectPath.Key) steps.getLast()).name(), value);
              if (test.path().type().equals("email-message")) {
                tree.put("is_multipart", false);
              }
              markings(tree, tags);
            }));
  }

  private void vulnerability(MispAttribute attribute, boolean gone) {
    var tags = tags(attribute);
    add(
        StixObject.create(
            new StixId("vulnerability", attribute.uuid()),
            created(),
            tree -> {
              common(tree, attribute, gone, tags);
              tree.put("name", cut(attribute.value()));
              if (attribute.value().matches("CVE-[0-9]{4}-[0-9]{4,}")) {
                tree.putArray("external_references")
                    .addObject()
                    .put("source_name", "cve")
                    .put("external_id", attribute.value());
              }
            }));
  }

  private void common(ObjectNode tree, MispAttribute attribute, boolean gone, List<String> tags) {
    tree.put("modified", modified(attribute.timestamp()));
    author.ifPresent(id -> tree.put("created_by_ref", id.toString()));
    if (gone) {
      tree.put("revoked", true);
    }
    markings(tree, tags);
  }

  /** MISP keeps only the last change. The day of the event is the same in each version. */
  private Instant created() {
    return event.date().atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Never before {@link #created}, which an attribute can be older than. */
  private String modified(Instant changed) {
    return StixTime.format(changed.isBefore(created()) ? created() : changed);
  }

  private List<String> tags(MispAttribute attribute) {
    return Stream.concat(event.tags().stream(), attribute.tags().stream()).distinct().toList();
  }

  private static boolean isMarking(String tag) {
    return Tlp.ofLabel(tag).isPresent() || Pap.ofLabel(tag).isPresent();
  }

  private void markings(ObjectNode tree, List<String> tags) {
    var ids = markings(tags);
    if (!ids.isEmpty()) {
      var list = tree.putArray("object_marking_refs");
      ids.forEach(id -> list.add(id.toString()));
    }
  }

  /** The strictest of each kind; its definition goes with the objects. */
  private List<StixId> markings(List<String> tags) {
    var ids = new ArrayList<StixId>();
    tags.stream()
        .flatMap(tag -> Tlp.ofLabel(tag).stream())
        .reduce(Tlp::strictest)
        .ifPresent(tlp -> {
          ids.add(tlp.markingId());
          add(tlp.markingDefinition());
        });
    tags.stream()
        .flatMap(tag -> Pap.ofLabel(tag).stream())
        .reduce(Pap::strictest)
        .ifPresent(pap -> {
          ids.add(pap.markingId());
          add(pap.markingDefinition());
        });
    return ids;
  }

  private void report() {
    var members =
        objects.keySet().stream()
            .filter(
                id -> !id.type().equals("marking-definition") && !author.equals(Optional.of(id)))
            .limit(StixLimits.STANDARD.maxItems())
            .toList();
    if (members.isEmpty()) {
      return; // a report names at least one object
    }
    add(
        StixObject.create(
            new StixId("report", event.uuid()),
            created(),
            tree -> {
              tree.put("modified", modified(event.timestamp()));
              author.ifPresent(id -> tree.put("created_by_ref", id.toString()));
              tree.put("name", event.info().isEmpty() ? "MISP " + event.uuid() : cut(event.info()));
              tree.putArray("report_types").add("threat-report");
              tree.put(
                  "published", StixTime.format(event.publishTimestamp().orElse(event.timestamp())));
              markings(tree, event.tags());
              var refs = tree.putArray("object_refs");
              members.forEach(id -> refs.add(id.toString()));
              var references = tree.putArray("external_references");
              references
                  .addObject()
                  .put("source_name", "misp")
                  .put("external_id", event.uuid().toString());
              links.forEach(link ->
                  references.addObject().put("source_name", "link").put("url", link.value()));
              var labels = event.tags().stream().filter(tag -> !isMarking(tag)).toList();
              if (!labels.isEmpty()) {
                labels.forEach(tree.putArray("labels")::add);
              }
            }));
  }

  private static String cut(String text) {
    return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "…";
  }
}
