package org.bouclier.node.accounts;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Days;
import org.bouclier.node.web.ListUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The register of administrative acts, for whoever holds the administrators to account. */
@Controller
class AuditController {

  private static final int ROWS = 50;
  private static final int CSV_ROWS = 10_000;

  private final AuditRegister audit;
  private final ZoneId zone;

  AuditController(AuditRegister audit, Site site) {
    this.audit = audit;
    this.zone = site.zone();
  }

  /** The filters as the URL writes them; days are those of the node's zone, the last included. */
  record Query(
      String acteur,
      String acte,
      String objet,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate depuis,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate jusqua) {

    Query {
      acteur = acteur == null ? "" : acteur.strip();
      acte = acte == null ? "" : acte.strip();
      objet = objet == null ? "" : objet.strip();
    }

    AuditFilter filter(ZoneId zone) {
      var days = new Days(depuis, jusqua);
      return new AuditFilter(acteur, acte, objet, days.from(zone), days.before(zone));
    }

    /** A URL that shows the same acts. */
    String url(String path, @Nullable Long before) {
      return ListUrl.of(path)
          .with("acteur", acteur)
          .with("acte", acte)
          .with("objet", objet)
          .with("depuis", depuis)
          .with("jusqua", jusqua)
          .with("avant", before)
          .toString();
    }
  }

  @Allow(Permission.READ_AUDIT)
  @GetMapping("/audit")
  String list(
      Query query,
      @RequestParam(name = "avant", defaultValue = Long.MAX_VALUE + "") long before,
      Model model) {
    var found = audit.entries(query.filter(zone), before, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    model.addAttribute("actor", query.acteur());
    model.addAttribute("act", query.acte());
    model.addAttribute("object", query.objet());
    model.addAttribute("from", String.valueOf(query.depuis()).replace("null", ""));
    model.addAttribute("to", String.valueOf(query.jusqua()).replace("null", ""));
    model.addAttribute("entries", shown);
    model.addAttribute(
        "next", found.size() > ROWS ? query.url("/audit", shown.getLast().id()) : "");
    model.addAttribute("first", before == Long.MAX_VALUE ? "" : query.url("/audit", null));
    model.addAttribute("csv", query.url("/audit.csv", null));
    return "accounts/audit";
  }

  /** The same acts as a file, the 10,000 newest. */
  @Allow(Permission.READ_AUDIT)
  @GetMapping("/audit.csv")
  ResponseEntity<byte[]> csv(Query query) {
    String text =
        audit.entries(query.filter(zone), Long.MAX_VALUE, CSV_ROWS).stream()
            .map(entry ->
                line(
                    List.of(
                        Long.toString(entry.id()),
                        entry.at().toString(),
                        entry.actor(),
                        entry.act(),
                        entry.object(),
                        entry.detail().entrySet().stream()
                            .map(detail -> detail.getKey() + "=" + detail.getValue())
                            .collect(Collectors.joining("; ")))))
            .collect(Collectors.joining("", line(HEADINGS), ""));
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("audit.csv").build().toString())
        .body(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final List<String> HEADINGS =
      List.of("numero", "instant", "acteur", "acte", "objet", "detail");

  private static String line(List<String> fields) {
    return fields.stream().map(AuditController::field).collect(Collectors.joining(",", "", "\r\n"));
  }

  /**
   * RFC 4180, section 2. A field that a spreadsheet would take for a formula starts with an
   * apostrophe: what people typed comes out as text.
   */
  static String field(String value) {
    String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
