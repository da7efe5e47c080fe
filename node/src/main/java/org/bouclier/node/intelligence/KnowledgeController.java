package org.bouclier.node.intelligence;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
import org.bouclier.stix.StixId;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is known: the list, one object, and the decisions on indicators. */
@Controller
class KnowledgeController {

  private static final int PAGE = 50;
  private static final int CSV_SLICE = 5_000;
  private static final int MAX_CSV = 1_000_000;
  private static final int MAX_CHOSEN = 1_000;

  private final ReadSql read;
  private final SightingSql sightings;
  private final SharingSql sharing;
  private final Indicators indicators;

  KnowledgeController(
      ReadSql read, SightingSql sightings, SharingSql sharing, Indicators indicators) {
    this.read = read;
    this.sightings = sightings;
    this.sharing = sharing;
    this.indicators = indicators;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances")
  String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String espece,
      @RequestParam(defaultValue = "") String statut,
      @RequestParam(defaultValue = "") String tlp,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String apres,
      Model model) {
    var filter = ObjectFilter.of(q, espece, statut, tlp, source, apres);
    var found = read.list(filter, PAGE + 1);
    var shown = found.size() > PAGE ? found.subList(0, PAGE) : found;
    var from = filter.after();
    var start = filter.startingAfter(null);
    model.addAttribute("filter", filter);
    model.addAttribute("lines", shown);
    model.addAttribute("count", read.count(filter));
    model.addAttribute("kinds", read.kinds());
    model.addAttribute("sources", read.sourceNames());
    model.addAttribute(
        "next",
        found.size() > PAGE
            ? filter.startingAfter(shown.getLast().position()).href("/connaissances")
            : "");
    model.addAttribute("first", from == null ? "" : start.href("/connaissances"));
    model.addAttribute("csv", start.href("/connaissances.csv"));
    return "intelligence/list";
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances.csv")
  void csv(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String espece,
      @RequestParam(defaultValue = "") String statut,
      @RequestParam(defaultValue = "") String tlp,
      @RequestParam(defaultValue = "") String source,
      HttpServletResponse response)
      throws IOException {
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"connaissances.csv\"");
    var filter = ObjectFilter.of(q, espece, statut, tlp, source, "");
    try (var out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
      out.write("id,kind,name,value,status,severity,tlp,source,changed_at,sightings\r\n");
      int written = 0;
      for (var slice = read.list(filter, CSV_SLICE);
          !slice.isEmpty() && written < MAX_CSV;
          slice = read.list(filter, CSV_SLICE)) {
        for (var line : slice) {
          write(line, out);
        }
        written += slice.size();
        filter = filter.startingAfter(slice.getLast().position());
      }
    }
  }

  private static void write(ObjectLine line, Writer out) throws IOException {
    var value = line.value();
    var status = line.status();
    out.write(
        String.join(
            ",",
            List.of(
                line.id(),
                line.kind(),
                Csv.cell(line.name()),
                value == null ? "" : Csv.cell(value.value()),
                status == null ? "" : status.name(),
                status == null ? "" : line.severity().code(),
                line.tlp().label(),
                Csv.cell(line.source()),
                line.changedAt().toString(),
                Long.toString(line.sightings()))));
    out.write("\r\n");
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances/{id}")
  String object(@PathVariable String id, Model model) {
    var object = read.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    model.addAttribute("object", object);
    model.addAttribute("values", read.watched(object.number()));
    model.addAttribute("history", Version.history(object, read.versions(object.number())));
    model.addAttribute("relations", read.relations(id));
    model.addAttribute("sightings", sightings.of(id));
    model.addAttribute("answers", sharing.answers(object.number()));
    model.addAttribute("waits", sharing.waits(object.number()));
    model.addAttribute("sheet", ObjectSheet.of(object));
    return "intelligence/object";
  }

  /**
   * Decides on indicators. Asked without {@code sur}, it only asks back, with the exact number.
   *
   * @param acte {@code confirmer}, {@code confirmer-ici} (without sharing) or {@code revoquer}
   */
  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/decider")
  String decide(
      @RequestParam(defaultValue = "") List<String> id,
      @RequestParam String acte,
      @RequestParam(defaultValue = "") String sur,
      @RequestParam(defaultValue = "/connaissances") String retour,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash) {
    var ids = id.stream().filter(StixId::isValid).limit(MAX_CHOSEN).map(StixId::parse).toList();
    String back = retour.startsWith("/connaissances") ? retour : "/connaissances";
    if (ids.isEmpty()) {
      flash.addFlashAttribute("problem", page.say("Cochez au moins un indicateur."));
      return redirect(back);
    }
    if (sur.isEmpty()) {
      model.addAttribute("ids", ids.stream().map(StixId::toString).toList());
      model.addAttribute("acte", acte);
      model.addAttribute("retour", back);
      return "intelligence/decide";
    }
    var decision =
        acte.equals("revoquer")
            ? indicators.revoke(ids, Actor.current())
            : indicators.confirm(ids, Actor.current(), acte.equals("confirmer"));
    if (decision.done() > 0) {
      flash.addFlashAttribute("notice", said(page, acte, decision.done()));
    }
    if (!decision.refused().isEmpty()) {
      flash.addFlashAttribute("problem", String.join(" ; ", decision.refused()));
    }
    return redirect(back);
  }

  private static String said(Page page, String acte, int done) {
    return switch (acte) {
      case "revoquer" ->
          page.say("Révoqués : {0}. Ils ne détectent et ne bloquent plus ici.", done);
      case "confirmer" ->
          page.say("En vigueur ici et remis à la frontière pour les pairs : {0}.", done);
      default -> page.say("En vigueur ici : {0}. Rien n’est parti vers les pairs.", done);
    };
  }

  /** A URL of ours, which the framework must not take for a template. */
  private static String redirect(String path) {
    return "redirect:" + path.replace("{", "%7B").replace("}", "%7D");
  }
}
