package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouclier.detect.SharedData;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 31: field names and log sources, as data. */
class FieldMappingsTest {

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of(
            "Sysmon 1 by the words of Security 4688",
            "{product: windows, category: process_creation}",
            "NewProcessName|endswith: '\\cmd.exe'",
            "{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,"
                + "\"Image\":\"C:\\\\cmd.exe\"}"),
        Arguments.of(
            "Security 4688 by the words of Sysmon 1",
            "{product: windows, category: process_creation}",
            "{Image|endswith: '\\cmd.exe', ParentProcessId: 7, ProcessId: 8}",
            "{\"Event\":{\"System\":{\"Channel\":\"Security\",\"EventID\":{\"#text\":4688}},"
                + "\"EventData\":{\"NewProcessName\":\"C:\\\\cmd.exe\",\"ProcessId\":7,"
                + "\"NewProcessId\":8}}}"),
        Arguments.of(
            "Sysmon for Linux",
            "{product: linux, category: process_creation}",
            "Image: /bin/sh",
            "{\"Channel\":\"Linux-Sysmon/Operational\",\"EventID\":1,\"Image\":\"/bin/sh\"}"),
        Arguments.of(
            "a forwarded event, by its provider",
            "{product: windows, service: sysmon}",
            "Image: x",
            "{\"Channel\":\"ForwardedEvents\",\"SourceName\":\"Microsoft-Windows-Sysmon\","
                + "\"Image\":\"x\"}"),
        Arguments.of(
            "Zeek http that names its log",
            "{category: proxy}",
            "{c-uri|contains: /a, c-useragent: x}",
            "{\"_path\":\"http\",\"uri\":\"/a/b\",\"user_agent\":\"x\"}"),
        Arguments.of(
            "Zeek dns that does not name its log",
            "{category: dns}",
            "{query|endswith: .ml, record_type: TXT}",
            "{\"id.orig_h\":\"10.0.0.1\",\"query\":\"a.ml\",\"qtype_name\":\"TXT\"}"),
        Arguments.of(
            "Suricata dns of version 3",
            "{category: dns}",
            "{query: a.ml, record_type: A}",
            "{\"event_type\":\"dns\",\"dns\":{\"queries\":[{\"rrname\":\"a.ml\",\"rrtype\":\"A\"}]}}"),
        Arguments.of(
            "a Suricata alert",
            "{product: suricata, service: alert}",
            "{signature|startswith: ET, dst_ip: 10.0.0.2, alert.severity: 1}",
            "{\"timestamp\":\"2026-11-22T14:00:00.000000+0000\",\"event_type\":\"alert\","
                + "\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.2\",\"alert\":{\"signature\":"
                + "\"ET MALWARE\",\"severity\":1}}"),
        Arguments.of(
            "a combined line of a web server",
            "{category: webserver}",
            "{cs-method: GET, cs-uri-query|contains: 'union+select', cs-uri-stem: /a,"
                + " sc-status: 200, cs-user-agent|startswith: sqlmap, c-ip: 192.0.2.7}",
            "192.0.2.7 - - [22/Nov/2026:14:00:00 +0000] \"GET /a?q=union+select HTTP/1.1\" 200 5"
                + " \"-\" \"sqlmap/1.8\""),
        Arguments.of(
            "the same through syslog",
            "{category: webserver}",
            "{cs-method: GET, sc-status: 404}",
            "<190>Nov 22 14:00:00 web nginx: 192.0.2.7 - - [22/Nov/2026:14:00:00 +0000] \"GET /"
                + " HTTP/1.1\" 404 5"),
        Arguments.of(
            "nginx as JSON",
            "{category: webserver}",
            "{cs-uri-query|contains: ../, cs-referer: r}",
            "{\"request_method\":\"GET\",\"request_uri\":\"/../x\",\"status\":\"200\","
                + "\"http_referer\":\"r\"}"),
        Arguments.of(
            "Traefik",
            "{category: webserver}",
            "{cs-uri-query|contains: ../, sc-status: 200}",
            "{\"RequestMethod\":\"GET\",\"RequestPath\":\"/../x\",\"DownstreamStatus\":200}"),
        Arguments.of(
            "a line of auditd",
            "{product: linux, service: auditd}",
            "{type: EXECVE, a0: cat, a1|startswith: /etc/}",
            "type=EXECVE msg=audit(1652292621.986:84138): argc=2 a0=\"cat\" a1=\"/etc/shadow\""),
        Arguments.of(
            "a line of auditd with names",
            "{product: linux, service: auditd}",
            "{type: SYSCALL, SYSCALL: memfd_create}",
            "type=SYSCALL msg=audit(1652292621.986:84139): syscall=319 key=(null)\u001dARCH=x86_64"
                + " SYSCALL=memfd_create"),
        Arguments.of(
            "sshd is also the log of authentication",
            "{product: linux, service: auth}",
            "appname: sshd",
            "<38>Nov 22 14:00:00 web sshd[7]: Failed password"),
        Arguments.of(
            "journald",
            "{product: linux, service: sudo}",
            "MESSAGE|contains: COMMAND",
            "{\"SYSLOG_IDENTIFIER\":\"sudo\",\"MESSAGE\":\"a : COMMAND=/bin/sh\"}"),
        Arguments.of(
            "BIND",
            "{category: dns}",
            "{query|endswith: .ml, record_type: TXT}",
            "client @0x7f 10.0.0.7#53 (a.ml): query: a.ml IN TXT +E (::1)"),
        Arguments.of(
            "AdGuard Home",
            "{category: dns}",
            "{query: a.ml, record_type: TXT}",
            "{\"T\":\"2026-11-22T14:00:00Z\",\"QH\":\"a.ml\",\"QT\":\"TXT\",\"IP\":\"10.0.0.7\"}"),
        Arguments.of(
            "CloudTrail",
            "{product: aws, service: cloudtrail}",
            "{eventSource: iam.amazonaws.com, userIdentity.type: Root}",
            "{\"eventVersion\":\"1.08\",\"eventSource\":\"iam.amazonaws.com\",\"eventName\":\"x\","
                + "\"userIdentity\":{\"type\":\"Root\"}}"),
        Arguments.of(
            "CloudTrail by Elastic",
            "{product: aws, service: cloudtrail}",
            "{eventSource: iam.amazonaws.com, eventName: CreateUser}",
            "{\"event\":{\"dataset\":\"aws.cloudtrail\",\"provider\":\"iam.amazonaws.com\","
                + "\"action\":\"CreateUser\"}}"),
        Arguments.of(
            "a process by Elastic",
            "{product: windows, category: process_creation}",
            "{Image|endswith: '\\cmd.exe', CommandLine|contains: /c, ParentImage: p}",
            "{\"event\":{\"category\":[\"x\",\"process\"],\"type\":[\"start\"]},\"host\":{\"os\":"
                + "{\"type\":\"windows\"}},\"process\":{\"executable\":\"C:\\\\cmd.exe\","
                + "\"command_line\":\"cmd /c\",\"parent\":{\"executable\":\"p\"}}}"),
        Arguments.of(
            "a file by Elastic",
            "{product: linux, category: file_event}",
            "TargetFilename: /etc/cron.d/x",
            "{\"event\":{\"category\":[\"file\"],\"type\":[\"creation\"]},\"host\":{\"os\":"
                + "{\"type\":\"linux\"}},\"file\":{\"path\":\"/etc/cron.d/x\"}}"),
        Arguments.of(
            "Kubernetes",
            "{product: kubernetes, category: application, service: audit}",
            "verb: create",
            "{\"apiVersion\":\"audit.k8s.io/v1\",\"verb\":\"create\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void row_31_an_event_is_known_and_its_fields_have_the_names_of_rules(
      String what, String source, String selection, String line) {
    assertThat(matches(FieldMappings.builtIn(), source, selection, line)).as(what).isTrue();
    assertThat(matches(FieldMappings.builtIn(), "{product: macos}", selection, line))
        .as("not known as what it is not")
        .isFalse();
  }

  /** The other side: what is nearly such an event. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          {category: webserver}                          ¦ {"request_method":"GET","request_uri":"/x"}
          {category: process_creation, product: windows} ¦ {"event":{"category":["process"],"type":["end"]},"host":{"os":{"type":"windows"}}}
          {category: process_creation, product: windows} ¦ {"event":{"category":["process"],"type":["start"]},"host":{"os":{"type":"linux"}}}
          {service: auditd, product: linux}              ¦ type=x msg=audit
          {service: cloudtrail, product: aws}            ¦ {"eventVersion":"1.08"}
          {category: dns}                                ¦ {"query":"a.ml"}
          """)
  void row_31_every_condition_of_an_alternative_must_hold(String source, String line) {
    assertThat(matches(FieldMappings.builtIn(), source, "'*'", line)).isFalse();
    assertThat(matches(FieldMappings.builtIn(), "{definition: any}", "'*'", line))
        .as("rules of any source see it")
        .isTrue();
  }

  private static final String FORTIGATE =
      """
      family: fortigate
      title: FortiGate
      fields: {src_ip: [srcip, source], dst_ip: dstip}
      sources:
        - when: [{type: [Traffic, utm], subtype: "for*"}, {devname: "*", Channel: fw}]
          product: fortigate
          service: event
          categories: [firewall]
      """;

  @Test
  void a_family_of_ones_own_is_asked_first() {
    FieldMappings mappings =
        FieldMappings.builtIn().with(List.of(new RuleText("f.yml", FORTIGATE)));

    assertThat(mappings.refusals()).isEmpty();
    assertThat(mappings.names()).startsWith("fortigate", "windows-sysmon").hasSize(14);
    String rule = "{src_ip: 10.0.0.1, dst_ip: 10.0.0.2}";
    String line = "type=\"traffic\" subtype=\"forward\" srcip=10.0.0.1 dstip=10.0.0.2";
    assertThat(matches(mappings, "{category: firewall}", rule, line)).isTrue();
    assertThat(matches(FieldMappings.builtIn(), "{category: firewall}", rule, line)).isFalse();
    assertThat(matches(mappings, "{category: firewall}", rule, line.replace("forw", "loc")))
        .isFalse();
    assertThat(
            matches(
                mappings,
                "{product: fortigate}",
                "src_ip: 7",
                "{\"Channel\":\"FW\",\"devname\":\"x\",\"source\":7}"))
        .as("the second name, and before the family of Windows channels")
        .isTrue();
  }

  @Test
  void a_family_of_a_known_name_takes_its_place() {
    String text = "family: cloudtrail\nsources:\n  - {when: {ours: x}, product: aws}\n";
    FieldMappings mappings = FieldMappings.builtIn().with(List.of(new RuleText("c.yml", text)));

    assertThat(mappings.names()).isEqualTo(FieldMappings.builtIn().names());
    String line = "{\"eventVersion\":\"1\",\"eventSource\":\"x\"}";
    assertThat(matches(mappings, "{product: aws}", "eventSource: x", line)).isFalse();
    assertThat(matches(mappings, "{product: aws}", "ours: x", "{\"ours\":\"X\"}")).isTrue();
  }

  @ParameterizedTest(name = "{2} at line {1}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          []                                                          ¦ 1 ¦ family
          family: UPPER                                               ¦ 1 ¦ family
          family: a;sources: 7                                        ¦ 2 ¦ sources
          family: a;sources:;  - {when: {a: b}}                       ¦ 3 ¦ sources
          family: a;sources:;  - {product: x}                         ¦ 3 ¦ when
          family: a;sources:;  - {when: [], product: x}               ¦ 3 ¦ when
          family: a;sources:;  - {when: {a: []}, product: x}          ¦ 3 ¦ when
          family: a;sources:;  - {when: {a: {b: c}}, product: x}      ¦ 3 ¦ when
          family: a;sources:;  - {when: {a: b}, product: x, z: y}     ¦ 3 ¦ z
          family: a;source: []                                        ¦ 2 ¦ source
          family: a;fields: {x: []}                                   ¦ 2 ¦ fields
          family: a;fields: {x: ''}                                   ¦ 2 ¦ fields
          family: a;names: {x: [b, c]; , y: c}                        ¦ 3 ¦ names
          family: a;lift: {wrapper: x}                                ¦ 2 ¦ wrapper
          family: a;sources:;  - when: {a: b};    product: x;    events:;      - {ids: [1]};      - {ids: [2, 1]} ¦ 7 ¦ ids
          family: a;sources:;  - when: {a: b};    product: x;    events:;      - {categories: [c]} ¦ 6 ¦ ids
          family: a;family: b                                         ¦ 2 ¦ family
          family: [                                                   ¦ 2 ¦ yaml
          """)
  void a_file_that_cannot_be_used_is_refused_whole(String text, int line, String construct) {
    FieldMappings mappings =
        FieldMappings.builtIn()
            .with(List.of(new RuleText("m.yml", text.replace(';', '\n') + "\n")));

    assertThat(mappings.refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.file()).isEqualTo("m.yml");
          assertThat(refusal.construct()).isEqualTo(construct);
          assertThat(refusal.line()).as(refusal.message()).isEqualTo(line);
        });
    assertThat(mappings.names()).isEqualTo(FieldMappings.builtIn().names());
  }

  @Test
  void files_are_read_from_folders_and_a_family_given_twice_is_refused(@TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve("a.yml"), FORTIGATE);
    Files.writeString(folder.resolve("b.yaml"), FORTIGATE);
    Files.write(folder.resolve("c.yml"), new byte[] {(byte) 0xFF});
    Files.writeString(folder.resolve("readme.md"), "x");

    FieldMappings mappings = FieldMappings.builtIn().load(List.of(folder));

    assertThat(mappings.names()).contains("fortigate").hasSize(14);
    assertThat(mappings.refusals())
        .extracting(refusal -> Path.of(refusal.file()).getFileName() + " " + refusal.construct())
        .containsExactly("c.yml yaml", "b.yaml family");
  }

  @Test
  void real_logs_are_known() throws Exception {
    SigmaRules rules = SigmaHq.load().rules();
    Map<String, Integer> known = new TreeMap<>();
    for (String file :
        List.of("logs/windows-security-datasets.ndjson.xz", "logs/zeek-dns-http.ndjson.xz")) {
      List<String> lines = new String(SharedData.unxz(file), UTF_8).lines().toList();
      for (int i = 0; i < lines.size(); i += 20) {
        Origin origin = origin(rules, lines.get(i));
        String name = origin.sources().getFirst().product() + "";
        known.merge(name, 1, Integer::sum);
      }
    }

    assertThat(known.keySet()).contains("aws", "windows", "zeek");
    assertThat(known.getOrDefault("null", 0)).as("%s", known).isLessThan(200);
    assertThat(known.get("zeek")).isGreaterThan(4_000);
  }

  private static Origin origin(SigmaRules rules, String event) {
    byte[] line = event.getBytes(UTF_8);
    var fields = new EventFields();
    new LineDecoder().decode(line, 0, line.length, LogFormat.NDJSON, fields);
    var view = new EventView(rules);
    view.load(fields);
    return rules.origins().of(view);
  }

  private static boolean matches(
      FieldMappings mappings, String source, String selection, String line) {
    String item = selection.startsWith("'") ? "[" + selection + "]" : selection;
    String rule =
        "title: r\nlogsource: " + source + "\ndetection:\n  s:\n    " + item + "\n  condition: s\n";
    SigmaRules rules =
        SigmaRules.of(List.of(new RuleText("r.yml", rule)), RuleSettings.DEFAULT.with(mappings));
    assertThat(rules.refusals()).isEmpty();
    List<String> fired = new ArrayList<>();
    byte[] bytes = line.getBytes(UTF_8);
    rules
        .scanner()
        .scan(
            bytes,
            0,
            bytes.length,
            LogFormat.AUTO,
            LogSource.UNKNOWN,
            (info, of, evidence) -> fired.add(info.title()));
    return !fired.isEmpty();
  }
}
