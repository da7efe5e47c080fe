package org.bouclier.node.intelligence;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouclier.detect.IndicatorKind;

/** The renderings of the block list. */
public enum OutputForm {
  /** A DNS response policy zone, for BIND, Unbound, Knot Resolver, PowerDNS. */
  RPZ("Zone DNS RPZ", "text/dns", "bouclier.rpz"),
  /** A hosts file. */
  HOSTS("Fichier hosts", "text/plain", "hosts"),
  /** Everything, for whatever reads tables. */
  CSV("Tableau CSV", "text/csv", "bouclier.csv"),
  /** Rules for Suricata. */
  SURICATA("Règles Suricata", "text/plain", "bouclier.rules");

  private final String label;
  private final String mediaType;
  private final String fileName;

  OutputForm(String label, String mediaType, String fileName) {
    this.label = label;
    this.mediaType = mediaType;
    this.fileName = fileName;
  }

  /** The French words; pages pass them through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** Its media type, without parameters. */
  public String mediaType() {
    return mediaType;
  }

  /** How a downloaded file is called. */
  public String fileName() {
    return fileName;
  }

  /** Its name in the API, as in {@code rpz}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of that name in the API. */
  public static Optional<OutputForm> of(String code) {
    return Arrays.stream(values()).filter(form -> form.code().equals(code)).findFirst();
  }

  /**
   * What stands at the head of a file.
   *
   * @param made when, in ISO 8601
   */
  record Head(String state, long version, String made, long entries) {}

  /** The head of a file. The same version of the same list always gives the same bytes. */
  String head(Head head) {
    String about =
        "Bouclier " + head.state() + ", block list, version " + head.version() + ", " + head.made();
    String mind =
        "Restricted: may hold TLP:AMBER+STRICT. Signature beside it: .../outputs/"
            + code()
            + "/signature";
    return switch (this) {
      case RPZ ->
          "; "
              + about
              + "\n; "
              + mind
              + "\n$TTL 300\n@ SOA localhost. hostmaster.localhost. "
              + head.version()
              + " 60 60 604800 60\n@ NS localhost.\n";
      case HOSTS, SURICATA -> "# " + about + "\n# " + mind + "\n";
      case CSV -> "kind,value,severity,stix_id\n";
    };
  }

  /** The lines of one entry, without line breaks; none if this form cannot block it. */
  List<String> lines(BlockEntry entry, String state) {
    String value = entry.indicator().value();
    return switch (this) {
      case RPZ -> RpzName.of(entry.indicator()).stream().map(name -> name + " CNAME .").toList();
      case HOSTS ->
          entry.indicator().kind() == IndicatorKind.DOMAIN
              ? List.of("0.0.0.0 " + value)
              : List.of();
      case CSV ->
          List.of(
              entry.kind()
                  + ","
                  + Csv.cell(value)
                  + ","
                  + entry.severity().code()
                  + ","
                  + entry.stixId());
      case SURICATA -> new SuricataRules(state).of(entry);
    };
  }
}
