package org.bouclier.node.detection;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.intelligence.IndicatorView;
import org.bouclier.node.intelligence.Indicators;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Page;
import org.bouclier.stix.StixId;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Pages of alerts: the list, one alert, and what people do with them. */
@Controller
class AlertController {

  static final int PAGE = 50;
  private static final int MAX_CSV = 100_000;
  private static final int MAX_NOTE = 2_000;
  private static final Duration SHOWN_HOURS = Duration.ofDays(3);

  private final AlertSql sql;
  private final Alerts alerts;
  private final Sources sources;
  private final RuleFolder rules;
  private final Indicators indicators;
  private final Clock clock;

  AlertController(
      AlertSql sql,
      Alerts alerts,
      Sources sources,
      RuleFolder rules,
      Indicators indicators,
      Clock clock) {
    this.sql = sql;
    this.alerts = alerts;
    this.sources = sources;
    this.rules = rules;
    this.indicators = indicators;
    this.clock = clock;
  }

  @ModelAttribute("query")
  AlertQuery query(
      @RequestParam(defaultValue = "") String gravite,
      @RequestParam(defaultValue = "") String statut,
      @RequestParam(defaultValue = "") String espece,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String periode) {
    return new AlertQuery(gravite, statut, espece, source, q, periode);
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/alertes")
  String list(
      @ModelAttribute("query") AlertQuery query,
      @RequestParam(defaultValue = "") String apres,
      Model model) {
    fill(query, apres, model);
    model.addAttribute("sources", sources.list().stream().map(Source::name).toList());
    return "detection/alerts";
  }

  /** The table alone, for refreshing. */
  @Allow(Permission.READ_ALERTS)
  @GetMapping("/alertes/fragment")
  String fragment(
      @ModelAttribute("query") AlertQuery query,
      @RequestParam(defaultValue = "") String apres,
      Model model) {
    fill(query, apres, model);
    return "detection/alertTable";
  }

  /** The latest alerts, for the overview. */
  @Allow(Permission.READ_ALERTS)
  @GetMapping("/alertes/dernieres")
  String latest(Model model) {
    model.addAttribute("latest", sql.list(DetectionNow.LATEST, DetectionNow.LATEST_COUNT));
    return "detection/latest";
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/alertes.csv")
  void csv(@ModelAttribute("query") AlertQuery query, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"alertes.csv\"");
    try (var out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
      out.write(
          "id,kind,severity,status,title,observable,subject,source,count,first_seen,last_seen\r\n");
      var filter = query.filter(clock, null);
      int written = 0;
      for (var slice = sql.list(filter, 2_000);
          !slice.isEmpty() && written < MAX_CSV;
          slice = sql.list(filter, 2_000)) {
        for (var row : slice) {
          write(row, out);
        }
        written += slice.size();
        filter = filter.after(slice.getLast().cursor());
      }
    }
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/alertes/{id}")
  String one(@PathVariable UUID id, Model model) {
    Alert alert = alerts.find(id).orElseThrow(Problem::unknownAlert);
    model.addAttribute("alert", alert);
    model.addAttribute("acts", sql.acts(id));
    model.addAttribute(
        "hours",
        HourBars.of(
            sql.hours(id, alert.row().lastSeen().minus(SHOWN_HOURS)), alert.row().lastSeen()));
    model.addAttribute("indicator", indicator(alert.row()).orElse(null));
    model.addAttribute("rule", rules.find(alert.row()).orElse(null));
    return "detection/alert";
  }

  @Allow(Permission.HANDLE_ALERTS)
  @PostMapping("/alertes/{id}/statut")
  String setStatus(
      @PathVariable UUID id,
      @RequestParam AlertStatus statut,
      @RequestParam(defaultValue = "") String note,
      @AuthenticationPrincipal Actor who,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    if (alerts.find(id).isEmpty()) {
      throw Problem.unknownAlert();
    }
    int changed = alerts.setStatus(List.of(id), statut, who.label(), cut(note));
    if (changed == 1) {
      flash.addFlashAttribute(
          "notice", page.say("Alerte marquée « {0} ».", page.say(statut.label())));
    } else {
      flash.addFlashAttribute(
          "problem",
          page.say("Rien n’a changé : l’alerte a déjà ce statut, ou une autre lui a succédé."));
    }
    return "redirect:/alertes/" + id;
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/alertes/{id}/incident")
  String escalate(@PathVariable UUID id, @AuthenticationPrincipal Actor who) {
    if (!alerts.escalate(id, who.label())) {
      throw Problem.unknownAlert();
    }
    return "redirect:/incidents?alerte=" + id;
  }

  /** Says how many alerts a lot holds, and asks for a confirmation. */
  @Allow(Permission.HANDLE_ALERTS)
  @GetMapping("/alertes/lot")
  String askLot(
      @ModelAttribute("query") AlertQuery query, @RequestParam AlertStatus vers, Model model) {
    Instant before = clock.instant();
    model.addAttribute("count", sql.count(query.filter(clock, null).raisedBefore(before)));
    model.addAttribute("most", Alerts.MAX_LOT);
    model.addAttribute("to", vers);
    model.addAttribute("before", before.toString());
    return "detection/alertLot";
  }

  @Allow(Permission.HANDLE_ALERTS)
  @PostMapping("/alertes/lot")
  String handleLot(
      @ModelAttribute("query") AlertQuery query,
      @RequestParam AlertStatus vers,
      @RequestParam long nombre,
      @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) Instant avant,
      @RequestParam(defaultValue = "") String note,
      @AuthenticationPrincipal Actor who,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    var filter = query.filter(clock, null).raisedBefore(avant);
    var lot = alerts.setStatus(filter, nombre, vers, who.label(), cut(note));
    switch (lot) {
      case Alerts.Lot.Done(int changed) ->
          flash.addFlashAttribute(
              "notice",
              page.plural(
                  changed,
                  page.say("{0} alerte marquée « {1} ».", changed, page.say(vers.label())),
                  page.say("{0} alertes marquées « {1} ».", changed, page.say(vers.label()))));
      case Alerts.Lot.Differs(long count) -> {
        flash.addFlashAttribute(
            "problem",
            page.say(
                "Rien n’a été changé : elles étaient {0}, elles sont {1}. Confirmez de nouveau.",
                nombre, count));
        return "redirect:" + query.href("/alertes/lot", Map.of("vers", vers.name()));
      }
    }
    return "redirect:" + query.href("/alertes");
  }

  private void fill(AlertQuery query, String apres, Model model) {
    var after = Cursor.parse(apres).orElse(null);
    var filter = query.filter(clock, after);
    var found = sql.list(filter, PAGE + 1);
    boolean more = found.size() > PAGE;
    var shown = more ? found.subList(0, PAGE) : found;
    model.addAttribute("rows", shown);
    model.addAttribute("count", sql.count(filter));
    model.addAttribute("first", after == null ? "" : query.href("/alertes"));
    model.addAttribute(
        "next",
        more ? query.href("/alertes", Map.of("apres", shown.getLast().cursor().toString())) : "");
    model.addAttribute("csv", query.href("/alertes.csv"));
  }

  private Optional<IndicatorView> indicator(AlertRow row) {
    return row.kind() == AlertKind.INDICATOR && StixId.isValid(row.subject())
        ? indicators.find(StixId.parse(row.subject()))
        : Optional.empty();
  }

  private static void write(AlertRow row, Writer out) throws IOException {
    out.write(
        String.join(
            ",",
            row.id().toString(),
            row.kind().name(),
            row.severity().code(),
            row.status().name(),
            CsvCell.of(row.title()),
            CsvCell.of(row.observable()),
            CsvCell.of(row.subject()),
            CsvCell.of(row.source()),
            Long.toString(row.count()),
            row.firstSeen().toString(),
            row.lastSeen().toString()));
    out.write("\r\n");
  }

  static String cut(String note) {
    String clean = note.strip().replace('\0', ' ');
    return clean.length() > MAX_NOTE ? clean.substring(0, MAX_NOTE) : clean;
  }
}
