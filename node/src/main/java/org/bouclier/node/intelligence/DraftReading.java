package org.bouclier.node.intelligence;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * Reads STIX objects as they are stored: finds their marking, their values, what they say of
 * others, and refuses what no node should keep.
 *
 * @param definitions finds the marking definitions that are not official
 * @param whenUnmarked what an object is marked when it says nothing
 * @param severity of an indicator that says nothing
 * @param now when it is read
 */
record DraftReading(
    Function<StixId, Optional<StixObject>> definitions,
    Tlp whenUnmarked,
    Severity severity,
    Instant now) {

  /** Clocks of honest authors are this exact, or better. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  /** The escape of char 0, which PostgreSQL cannot store, and not a backslash before "u0000". */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final int MAX_BODY_CHARS = 1024 * 1024;

  /** PostgreSQL counts no year 0, and no machine was attacked before. */
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

  private static final int MAX_NAME = 300;
  private static final int MAX_LINK_KIND = 250;
  private static final int MAX_LINKS = 2_000;

  /**
   * Reads one object.
   *
   * @param line of the input it came from
   * @throws Refusal.Refused if it cannot or must not be kept
   */
  Draft read(StixObject object, long line) throws Refusal.Refused {
    return read(object, line, null);
  }

  /**
   * Reads one object whose times were given here, when a line of a list was read.
   *
   * @param said everything that the line says, and nothing else: what tells a change from a repeat
   */
  Draft readUndated(StixObject object, long line, String said) throws Refusal.Refused {
    return read(object, line, said);
  }

  private Draft read(StixObject object, long line, @Nullable String said) throws Refusal.Refused {
    String body = body(object);
    Instant created = object.created().orElse(now);
    Instant modified = object.modified().map(DraftReading::stored).orElse(Instant.EPOCH);
    checkTimes(object, created, modified);
    boolean indicator = object.type().equals("indicator");
    var pattern = indicator ? pattern(object) : new PatternOf.Reading(List.of(), "");
    var labels = object.labels();
    return new Draft(
        line,
        object.id().toString(),
        object.type(),
        kind(object, indicator, pattern),
        name(object, pattern),
        tlp(object),
        pap(object),
        SeverityLabel.read(labels).orElse(indicator ? severity : Severity.INFORMATIONAL),
        object.confidence().orElse(null),
        stored(created),
        modified,
        object.instant("valid_from").map(DraftReading::stored).orElse(null),
        object.instant("valid_until").map(DraftReading::stored).orElse(null),
        object.revoked(),
        said != null,
        body,
        Digest.of(said == null ? body : said),
        SearchWords.prose(prose(object, pattern)),
        SearchWords.terms(searched(object, pattern, labels)),
        pattern.values(),
        links(object),
        seen(object),
        pattern.unwatched());
  }

  private static String body(StixObject object) throws Refusal.Refused {
    String body;
    try {
      body = object.canonicalJson();
    } catch (IllegalArgumentException broken) {
      throw new Refusal.Refused("intelligence.unreadable", "texte illisible : demi-caractère");
    }
    if (body.length() > MAX_BODY_CHARS) {
      throw new Refusal.Refused("intelligence.too-large", "objet de plus d’un million de signes");
    }
    if (body.contains("\\u0000") && NUL.matcher(body).find()) {
      throw new Refusal.Refused("intelligence.unreadable", "caractère nul dans un texte");
    }
    if (object.type().equals("bundle")) {
      throw new Refusal.Refused("intelligence.type", "un paquet dans un paquet n’est pas un objet");
    }
    return body;
  }

  private void checkTimes(StixObject object, Instant created, Instant modified)
      throws Refusal.Refused {
    Instant latest = now.plus(CLOCK_SKEW);
    if (created.isAfter(latest) || modified.isAfter(latest)) {
      throw new Refusal.Refused(
          "intelligence.future",
          "daté de l’avenir : " + (created.isAfter(latest) ? created : modified));
    }
    for (String property :
        List.of("created", "modified", "valid_from", "valid_until", "first_seen", "last_seen")) {
      if (object.instant(property).filter(at -> at.isBefore(EARLIEST)).isPresent()) {
        throw new Refusal.Refused("intelligence.too-old", "daté d’avant 1900 : " + property);
      }
    }
    var from = object.instant("valid_from");
    var until = object.instant("valid_until");
    if (from.isPresent() && until.isPresent() && !until.get().isAfter(from.get())) {
      throw new Refusal.Refused("intelligence.validity", "fin de validité avant son début");
    }
  }

  /** PostgreSQL keeps microseconds; two versions closer than that are one. */
  private static Instant stored(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static PatternOf.Reading pattern(StixObject object) {
    return object.text("pattern_type").filter("stix"::equals).isPresent()
        ? PatternOf.read(object.text("pattern").orElse(""))
        : new PatternOf.Reading(
            List.of(), "motif non surveillé : " + object.text("pattern_type").orElse("sans type"));
  }

  private static String kind(StixObject object, boolean indicator, PatternOf.Reading pattern) {
    if (!indicator) {
      return object.type();
    }
    return pattern.values().isEmpty() ? Draft.PATTERN : pattern.values().getFirst().kind().name();
  }

  private static String name(StixObject object, PatternOf.Reading pattern) {
    String name =
        object
            .text("name")
            .or(() -> pattern.values().stream().map(value -> value.value()).findFirst())
            .or(() -> object.text("value"))
            .or(() -> object.text("abstract"))
            .or(() -> object.text("relationship_type"))
            .or(() -> object.text("content"))
            .filter(text -> !text.isBlank())
            .orElse(object.id().toString());
    String printable = CONTROL.matcher(name).replaceAll(" ").strip();
    int cut = Math.min(printable.length(), MAX_NAME);
    boolean half = cut < printable.length() && Character.isHighSurrogate(printable.charAt(cut - 1));
    return printable.isEmpty() ? object.type() : printable.substring(0, half ? cut - 1 : cut);
  }

  /**
   * Strictest of all: a marking on one property marks the whole here, where properties do not part.
   */
  private Tlp tlp(StixObject object) {
    return Tlp.of(markings(object), this::definition).orElse(whenUnmarked);
  }

  /** PAP has no official markings: every node of the confederation knows ours by heart. */
  private Optional<StixObject> definition(StixId marking) {
    return Pap.ofMarking(marking).map(Pap::markingDefinition).or(() -> definitions.apply(marking));
  }

  private @Nullable Pap pap(StixObject object) {
    var labelled = object.labels().stream().flatMap(label -> Pap.ofLabel(label).stream());
    var marked = Pap.of(markings(object), definitions).stream();
    return Stream.concat(labelled, marked).reduce(Pap::strictest).orElse(null);
  }

  private static Set<StixId> markings(StixObject object) {
    var markings = new LinkedHashSet<>(object.markingRefs());
    object.granularMarkings().stream()
        .flatMap(granular -> granular.marking().stream())
        .forEach(markings::add);
    return markings;
  }

  /** Written language; a name that only repeats a value is none. */
  private static String prose(StixObject object, PatternOf.Reading pattern) {
    String name = object.text("name").orElse("");
    boolean repeats = pattern.values().stream().anyMatch(value -> value.value().equals(name));
    return (repeats ? "" : name + ' ') + object.text("description").orElse("");
  }

  private static String searched(
      StixObject object, PatternOf.Reading pattern, List<String> labels) {
    var text = new StringBuilder();
    pattern.values().forEach(value -> text.append(value.value()).append(' '));
    if (pattern.values().isEmpty()) {
      object.text("pattern").ifPresent(said -> text.append(said).append(' '));
    }
    text.append(prose(object, pattern));
    object.text("value").ifPresent(said -> text.append(' ').append(said));
    object.texts("aliases").forEach(alias -> text.append(' ').append(alias));
    labels.forEach(label -> text.append(' ').append(label));
    for (var reference : object.externalReferences()) {
      text.append(' ').append(reference.sourceName());
      reference.externalId().ifPresent(id -> text.append(' ').append(id));
    }
    return text.toString();
  }

  private static List<Link> links(StixObject object) {
    var links = new ArrayList<Link>();
    String id = object.id().toString();
    var source = object.text("source_ref");
    var target = object.text("target_ref");
    if (object.type().equals("relationship") && source.isPresent() && target.isPresent()) {
      String kind = object.text("relationship_type").orElse("related-to");
      links.add(new Link(source.get(), kind, target.get()));
    }
    for (String list : List.of("object_refs", "sample_refs", "observed_data_refs")) {
      object.texts(list).stream().limit(MAX_LINKS).forEach(to -> links.add(new Link(id, list, to)));
    }
    for (String one : List.of("sighting_of_ref", "object_ref")) {
      object.text(one).ifPresent(to -> links.add(new Link(id, one, to)));
    }
    links.removeIf(link -> !isIndexable(link));
    return links;
  }

  /** What an index can hold: a stranger's text has no length of its own. */
  private static boolean isIndexable(Link link) {
    return link.kind().length() <= MAX_LINK_KIND
        && StixId.isValid(link.source())
        && StixId.isValid(link.target());
  }

  private static Draft.@Nullable Seen seen(StixObject object) {
    var of = object.text("sighting_of_ref");
    if (!object.type().equals("sighting") || of.isEmpty() || !StixId.isValid(of.get())) {
      return null;
    }
    Instant last = object.instant("last_seen").or(object::modified).orElse(Instant.EPOCH);
    Instant first = object.instant("first_seen").filter(at -> !at.isAfter(last)).orElse(last);
    long count = Math.max(1, object.property("count").asLong(1));
    return new Draft.Seen(of.get(), stored(first), stored(last), count);
  }
}
