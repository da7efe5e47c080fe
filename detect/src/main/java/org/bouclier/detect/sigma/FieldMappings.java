package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * How events are told apart and named in Sigma's words (sigma-rules-specification, "logsource" and
 * "Field names"): one YAML file for each family of logs. Immutable.
 *
 * <pre>{@code
 * family: fortigate                 # a file of the same family replaces the one that is shipped
 * title: FortiGate                  # for people
 * names:                            # of all events: the rules' name: other names of the same field
 *   Computer: [computer_name, winlog.computer_name]
 * fields:                           # of all sources below: the rules' name: the event's names, of
 *   src_ip: srcip                   #   which the first that the event has gives the value
 *   dst_ip: [dstip, destip]
 * sources:                          # the first that fits, in the order of files, decides
 *   - when: {type: traffic, subtype: [forward, local]}      # all of them
 *     product: fortigate            # product, service, categories: at least one
 *     service: [traffic, event]     # one, or several
 *     categories: [firewall]
 *   - when: [{Channel: Security}, {log_type: "audit(*"}]    # one of them
 *     product: windows
 *     service: security
 *     events:                       # by EventID, where one source writes several kinds
 *       - ids: [4688]
 *         categories: [process_creation]
 *         fields: {Image: NewProcessName}
 * }</pre>
 *
 * <p>Values compare in any case; one that ends by a star is a beginning, a star alone any value. A
 * field given by {@code fields} takes the place of one that the event itself calls so; entries are
 * worked off in their order: those of the file, of the source, of the EventID. {@code lift}, which
 * says what nested names of Windows lose, is described in {@code windows-channels.yml}.
 *
 * <p>All of it is compiled into the field numbers of the rules when these are: no event is asked a
 * name by its text.
 */
public final class FieldMappings {

  /** The families that are shipped, in the order in which they are asked. */
  private static final List<String> SHIPPED =
      List.of(
          "windows-sysmon",
          "windows-security",
          "linux-sysmon",
          "windows-channels",
          "zeek",
          "suricata-eve",
          "cloudtrail",
          "kubernetes",
          "linux-auditd",
          "ecs",
          "linux-syslog",
          "web-access",
          "dns");

  private static final FieldMappings BUILT_IN = shipped();

  private final List<MappingFamily> families;
  private final List<RuleRefusal> refusals;

  private FieldMappings(List<MappingFamily> families, List<RuleRefusal> refusals) {
    this.families = List.copyOf(families);
    this.refusals = List.copyOf(refusals);
  }

  /** The families that are shipped. */
  public static FieldMappings builtIn() {
    return BUILT_IN;
  }

  private static FieldMappings shipped() {
    List<MappingFamily> families = new ArrayList<>();
    for (String name : SHIPPED) {
      String file = "mappings/" + name + ".yml";
      try (InputStream text = FieldMappings.class.getResourceAsStream(file)) {
        if (text == null) {
          throw new IllegalStateException(file + " is not packaged");
        }
        var reading =
            MappingReader.read(new RuleText(file, new String(text.readAllBytes(), UTF_8)));
        MappingFamily family = reading.family();
        if (family == null) {
          throw new IllegalStateException("a mapping of ours is broken: " + reading.refusal());
        }
        families.add(family);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return new FieldMappings(families, List.of());
  }

  /**
   * These and others: a family of a known name takes the place of that one, a new one is asked
   * before all others. Files that are refused are in {@link #refusals}.
   */
  public FieldMappings with(Collection<RuleText> texts) {
    List<MappingFamily> added = new ArrayList<>();
    List<MappingFamily> all = new ArrayList<>(families);
    List<RuleRefusal> refused = new ArrayList<>(refusals);
    for (RuleText text : texts) {
      var reading = MappingReader.read(text);
      MappingFamily family = reading.family();
      if (family == null) {
        refused.add(Objects.requireNonNull(reading.refusal()));
        continue;
      }
      if (added.stream().anyMatch(other -> other.name().equals(family.name()))) {
        refused.add(
            new RuleRefusal(
                text.file(),
                1,
                family.title(),
                "family",
                "la famille " + family.name() + " est donnée deux fois"));
        continue;
      }
      added.add(family);
    }
    List<MappingFamily> fresh = new ArrayList<>();
    for (MappingFamily family : added) {
      int known = index(all, family.name());
      if (known < 0) {
        fresh.add(family);
      } else {
        all.set(known, family);
      }
    }
    all.addAll(0, fresh);
    return new FieldMappings(all, refused);
  }

  /**
   * As {@link #with}, from files, or all files below folders whose name ends by {@code .yml} or
   * {@code .yaml}.
   *
   * @throws IOException if a folder cannot be listed
   */
  public FieldMappings load(Collection<Path> places) throws IOException {
    List<RuleText> texts = new ArrayList<>();
    List<RuleRefusal> unreadable = new ArrayList<>(refusals);
    for (Path place : places) {
      for (Path file : RuleFiles.below(place)) {
        RuleFiles.read(file.toString(), file, texts::add, unreadable::add);
      }
    }
    return new FieldMappings(families, unreadable).with(texts);
  }

  private static int index(List<MappingFamily> families, String name) {
    for (int i = 0; i < families.size(); i++) {
      if (families.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The families in force, in the order in which they are asked.
   *
   * @return their names
   */
  public List<String> names() {
    return families.stream().map(MappingFamily::name).toList();
  }

  /** Files that were refused, with line and construct; families that they would replace stand. */
  public List<RuleRefusal> refusals() {
    return refusals;
  }

  List<MappingFamily> families() {
    return families;
  }
}
