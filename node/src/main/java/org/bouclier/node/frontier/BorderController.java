package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Days;
import org.bouclier.node.web.ListUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The border register: each crossing and each refusal, with its reason and its proof. */
@Controller
class BorderController {

  private static final int ROWS = 50;
  private static final int CSV_ROWS = 10_000;
  private static final int OBJECTS = 200;
  private static final String CROSSED = "sorti";
  private static final String REFUSED = "refuse";

  private final FrontierSql sql;
  private final Policies policies;
  private final ExportLog log;
  private final ErasureDesk erasures;
  private final FrontierSettings settings;
  private final Clock clock;
  private final ZoneId zone;

  BorderController(
      FrontierSql sql,
      Policies policies,
      ExportLog log,
      ErasureDesk erasures,
      FrontierSettings settings,
      Clock clock,
      Site site) {
    this.sql = sql;
    this.erasures = erasures;
    this.settings = settings;
    this.clock = clock;
    this.policies = policies;
    this.log = log;
    this.zone = site.zone();
  }

  /** The filters as the URL writes them; days are those of the node's zone, the last included. */
  record Query(
      String vers,
      String verdict,
      String objet,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate depuis,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate jusqua) {

    Query {
      vers = vers == null ? "" : vers.strip();
      verdict = verdict == null ? "" : verdict.strip();
      objet = objet == null ? "" : objet.strip();
    }

    RegisterFilter filter(ZoneId zone) {
      var days = new Days(depuis, jusqua);
      return new RegisterFilter(
          vers.isEmpty() ? null : vers,
          switch (verdict) {
            case CROSSED -> Boolean.TRUE;
            case REFUSED -> Boolean.FALSE;
            default -> null;
          },
          days.from(zone),
          days.before(zone),
          objet.isEmpty() ? null : objet);
    }

    /** A URL that shows the same lines. */
    String url(String path, @Nullable Long before) {
      return ListUrl.of(path)
          .with("vers", vers)
          .with("verdict", verdict)
          .with("objet", objet)
          .with("depuis", depuis)
          .with("jusqua", jusqua)
          .with("avant", before)
          .toString();
    }
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere")
  String list(
      Query query,
      @RequestParam(name = "avant", required = false) @Nullable Long before,
      Model model) {
    var found = sql.lines(query.filter(zone), before, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    model.addAttribute("lines", shown);
    model.addAttribute("destinations", sql.destinations());
    model.addAttribute("destination", query.vers());
    model.addAttribute("verdict", query.verdict());
    model.addAttribute("object", query.objet());
    model.addAttribute("from", query.depuis() == null ? "" : query.depuis().toString());
    model.addAttribute("to", query.jusqua() == null ? "" : query.jusqua().toString());
    model.addAttribute("size", log.checkpoint().size());
    model.addAttribute(
        "next", found.size() > ROWS ? query.url("/frontiere", shown.getLast().number()) : "");
    model.addAttribute("first", before == null ? "" : query.url("/frontiere", null));
    model.addAttribute("csv", query.url("/frontiere.csv", null));
    return "frontier/register";
  }

  /** The same lines as a file, the 10,000 newest. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere.csv")
  ResponseEntity<byte[]> csv(Query query) {
    String text =
        sql.lines(query.filter(zone), null, CSV_ROWS).stream()
            .map(line ->
                Csv.row(
                    List.of(
                        Long.toString(line.index()),
                        line.at().toString(),
                        line.destination(),
                        line.crossed() ? "sorti" : "refusé",
                        line.form(),
                        line.code(),
                        line.kind(),
                        line.purpose(),
                        line.firstObject(),
                        Integer.toString(line.objects()),
                        line.reasons())))
            .collect(Collectors.joining("", Csv.row(HEADINGS), ""));
    return download("frontiere.csv", new MediaType("text", "csv", UTF_8), text.getBytes(UTF_8));
  }

  private static final List<String> HEADINGS =
      List.of(
          "index",
          "instant",
          "destination",
          "verdict",
          "forme",
          "code",
          "bureau",
          "finalite",
          "objet",
          "objets",
          "raisons");

  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/{id}")
  String detail(@PathVariable UUID id, Model model) {
    var entry = entry(id);
    model.addAttribute("line", entry.line());
    model.addAttribute("ruling", entry.ruling());
    model.addAttribute("key", entry.key());
    model.addAttribute("leaf", new String(entry.entry(), UTF_8));
    model.addAttribute("saltKept", entry.saltKept());
    model.addAttribute("ciphertextBytes", entry.ciphertextBytes());
    model.addAttribute("objects", sql.objects(entry.leaf(), OBJECTS));
    model.addAttribute(
        "policyVersion",
        policies.ofHash(entry.ruling().policy()).map(PolicyVersion::version).orElse(0L));
    model.addAttribute("checkpoint", log.checkpoint().note().print());
    model.addAttribute("erasure", erasures.of(id).orElse(null));
    model.addAttribute("now", clock.instant());
    model.addAttribute("days", settings.erasureAnswer().toDays());
    return "frontier/crossing";
  }

  /** The proof that the leaf is in the ledger, complete in itself: C2SP tlog-proof. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/{id}/preuve")
  ResponseEntity<byte[]> proof(@PathVariable UUID id) throws IOException {
    var line = entry(id).line();
    if (line.index() < 0) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    var proof = log.prove(line.index()).print();
    return download(
        "preuve-" + line.index() + ".tlog-proof",
        new MediaType("text", "plain", UTF_8),
        proof.getBytes(UTF_8));
  }

  /** The leaf as the ledger holds it, byte for byte: what the proof proves. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/{id}/feuille")
  ResponseEntity<byte[]> leaf(@PathVariable UUID id) {
    var entry = entry(id);
    return download(
        "feuille-" + entry.line().index() + ".json", MediaType.APPLICATION_JSON, entry.entry());
  }

  /** The head of the ledger as it is signed now. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/releve")
  ResponseEntity<byte[]> checkpoint() {
    return download(
        "checkpoint", new MediaType("text", "plain", UTF_8), log.checkpoint().note().bytes());
  }

  private RegisterEntry entry(UUID id) {
    return sql.entry(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static ResponseEntity<byte[]> download(String name, MediaType type, byte[] bytes) {
    return ResponseEntity.ok()
        .contentType(type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .body(bytes);
  }
}
