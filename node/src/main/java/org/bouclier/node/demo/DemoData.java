package org.bouclier.node.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * The real data that the demonstration plays: a list of indicators, and ordinary traffic in which
 * one attack is hidden. The large lists of {@code shared/data} when they lie beside the checkout,
 * else the small ones that the project ships; both are other people's, see {@code
 * samples/README.md}.
 *
 * @param indicators one indicator a line
 * @param traffic log lines in JSON
 * @param product what wrote them, in Sigma's words
 * @param service which of its logs, in Sigma's words
 */
record DemoData(List<String> indicators, List<String> traffic, String product, String service) {

  private static final int MAX_INDICATORS = 100_000;
  private static final int MAX_LINES = 20_000;

  /**
   * Reads what there is.
   *
   * @param home the checkout, or wherever the program and its {@code samples} were installed
   */
  static DemoData find(Path home) throws IOException {
    Path indicators = home.resolve("../shared/data/indicators/indicators-1m.txt.xz").normalize();
    Path traffic = home.resolve("../shared/data/logs/zeek-dns-http.ndjson.xz").normalize();
    if (Files.exists(indicators) && Files.exists(traffic)) {
      return new DemoData(spread(indicators), lines(traffic, MAX_LINES), "zeek", "dns");
    }
    return new DemoData(
        lines(home.resolve("samples/indicators/indicators.txt"), MAX_INDICATORS),
        lines(home.resolve("samples/logs/windows-network.ndjson"), MAX_LINES),
        "windows",
        "sysmon");
  }

  /**
   * A name of the list that the attack will use: the same one each time, and no one's look-alike.
   */
  String attacker() {
    var names =
        indicators.stream()
            .filter(line -> line.matches("[a-z][a-z0-9-]{5,20}\\.[a-z]{2,6}"))
            .toList();
    return names.get(new Random(2026).nextInt(names.size()));
  }

  /**
   * One line of a resolver's log: a machine of the ministry asks for a name below {@code domain}.
   */
  String attackLine(String domain, String at) {
    return product.equals("zeek")
        ? "{\"_path\":\"dns\",\"ts\":\""
            + at
            + "\",\"uid\":\"CBouclierDemo\",\"id.orig_h\":\"10.20.30.40\",\"id.orig_p\":53124,"
            + "\"id.resp_h\":\"10.20.0.2\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"c2."
            + domain
            + "\",\"qtype_name\":\"A\",\"rcode_name\":\"NOERROR\"}"
        : "{\"EventID\":22,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"@timestamp\":\""
            + at
            + "\",\"Hostname\":\"poste-12.ministere.example\",\"QueryName\":\"c2."
            + domain
            + "\",\"QueryStatus\":\"0\"}";
  }

  /** One line in ten of a sorted list of a million: every kind of indicator is among them. */
  private static List<String> spread(Path file) throws IOException {
    try (var lines = open(file)) {
      long[] number = {0};
      return lines.lines().filter(line -> number[0]++ % 10 == 0).limit(MAX_INDICATORS).toList();
    }
  }

  private static List<String> lines(Path file, int most) throws IOException {
    try (var reader = open(file);
        Stream<String> lines = reader.lines()) {
      return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).limit(most).toList();
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    var bytes = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            file.toString().endsWith(".xz") ? new XZInputStream(bytes) : bytes,
            StandardCharsets.UTF_8));
  }
}
