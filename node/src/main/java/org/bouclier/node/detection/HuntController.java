package org.bouclier.node.detection;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bouclier.detect.IndicatorReading.Refused;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.ListUrl;
import org.bouclier.node.web.Page;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Pages of looks back into the archive: the list, one of them, asking for one. */
@Controller
class HuntController {

  static final int PAGE = 50;

  private final HuntSql sql;
  private final Hunts hunts;
  private final ArchiveWorker archiving;
  private final EngineFeed feed;
  private final DetectionSettings settings;

  HuntController(
      HuntSql sql,
      Hunts hunts,
      ArchiveWorker archiving,
      EngineFeed feed,
      DetectionSettings settings) {
    this.sql = sql;
    this.hunts = hunts;
    this.archiving = archiving;
    this.feed = feed;
    this.settings = settings;
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/retrospective")
  String list(
      @RequestParam(defaultValue = "") String apres,
      @ModelAttribute("page") Page page,
      Model model) {
    Cursor after = Cursor.parse(apres).orElse(null);
    List<HuntRow> rows = sql.list(after, PAGE + 1);
    boolean more = rows.size() > PAGE;
    model.addAttribute("rows", more ? rows.subList(0, PAGE) : rows);
    model.addAttribute("first", after == null ? "" : "/retrospective");
    model.addAttribute(
        "next",
        more
            ? ListUrl.of("/retrospective").with("apres", rows.get(PAGE - 1).cursor()).toString()
            : "");
    model.addAttribute("archives", settings.archive());
    model.addAttribute("kept", page.length(settings.archiveKeep()));
    model.addAttribute("most", page.size(settings.archiveMax().toBytes()));
    ArchiveWorker.Standing standing = archiving.standing();
    if (standing != null) {
      model.addAttribute("archivedLines", standing.size().lines());
      model.addAttribute("archivedBytes", standing.size().rawBytes());
      model.addAttribute(
          "storedBytes", standing.size().storedBytes() + standing.size().indexBytes());
      model.addAttribute("waitingBytes", archiving.waitingBytes());
      model.addAttribute("fault", standing.fault());
    }
    return "detection/hunts";
  }

  @Allow(Permission.HANDLE_ALERTS)
  @GetMapping("/retrospective/nouvelle")
  String ask(@RequestParam(defaultValue = "") String valeur, Model model) {
    return form(valeur.length() > 2_048 ? "" : valeur, List.of(), 0, "", model);
  }

  @Allow(Permission.HANDLE_ALERTS)
  @PostMapping("/retrospective/nouvelle")
  String begin(
      @RequestParam(defaultValue = "") String indicateurs,
      @RequestParam(defaultValue = "false") boolean tous,
      @RequestParam(defaultValue = "0") int jours,
      @AuthenticationPrincipal Actor who,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash) {
    if (!settings.archive()) {
      throw Problem.of(409, "hunts.archive", "Ce nœud ne garde pas les lignes reçues.");
    }
    Duration since = jours < 1 || jours > 36_500 ? null : Duration.ofDays(jours);
    Hunts.Request asked =
        tous
            ? hunts.askInForce(feed.size(), since, who.label())
            : hunts.ask(indicateurs, since, who.label());
    UUID id = asked.id();
    Hunts.Obstacle obstacle = asked.obstacle();
    if (id == null || obstacle != null) {
      String problem =
          switch (obstacle) {
            case BUSY -> page.say("Cent recherches attendent déjà : revenez plus tard.");
            case TOO_MANY ->
                page.say(
                    "Plus de {0} indicateurs : importez cette liste, puis cherchez tous ceux en vigueur.",
                    Hunts.MAX_GIVEN);
            case NONE_GIVEN -> page.say("Donnez au moins un indicateur, un par ligne.");
            case null -> throw new IllegalStateException("neither looked for nor refused");
          };
      return form(indicateurs, asked.refusals(), asked.refused(), problem, model);
    }
    if (asked.refused() > 0) {
      flash.addFlashAttribute(
          "problem",
          page.say(
              "Lignes laissées de côté, qui ne sont pas des indicateurs : {0}.", asked.refused()));
    }
    flash.addFlashAttribute("notice", page.say("Recherche demandée."));
    return "redirect:/retrospective/" + id;
  }

  private static String form(
      String text, List<Refused> refusals, int refused, String problem, Model model) {
    model.addAttribute("text", text);
    model.addAttribute("refusals", refusals);
    model.addAttribute("refused", refused);
    model.addAttribute("problem", problem);
    return "detection/huntForm";
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/retrospective/{id}")
  String one(@PathVariable UUID id, @RequestParam(defaultValue = "0") long apres, Model model) {
    fill(id, apres, model);
    return "detection/hunt";
  }

  /** What changes while it runs, for refreshing. */
  @Allow(Permission.READ_ALERTS)
  @GetMapping("/retrospective/{id}/fragment")
  String fragment(
      @PathVariable UUID id, @RequestParam(defaultValue = "0") long apres, Model model) {
    fill(id, apres, model);
    return "detection/huntState";
  }

  private void fill(UUID id, long after, Model model) {
    HuntRow row = sql.find(id).orElseThrow(HuntController::unknown);
    List<HuntFind> finds = sql.finds(id, Math.max(0, after), PAGE + 1);
    boolean more = finds.size() > PAGE;
    String path = "/retrospective/" + id;
    model.addAttribute("row", row);
    model.addAttribute("finds", more ? finds.subList(0, PAGE) : finds);
    model.addAttribute("first", after <= 0 ? "" : path);
    model.addAttribute(
        "next",
        more ? ListUrl.of(path).with("apres", finds.get(PAGE - 1).position()).toString() : "");
    model.addAttribute("after", Math.max(0, after));
    model.addAttribute("kept", HuntWorker.MAX_KEPT);
  }

  @Allow(Permission.HANDLE_ALERTS)
  @PostMapping("/retrospective/{id}/arreter")
  String stop(@PathVariable UUID id, @ModelAttribute("page") Page page, RedirectAttributes flash) {
    if (sql.find(id).isEmpty()) {
      throw unknown();
    }
    if (hunts.stop(id)) {
      flash.addFlashAttribute("notice", page.say("Recherche arrêtée."));
    }
    return "redirect:/retrospective/" + id;
  }

  private static RuntimeException unknown() {
    return Problem.of(404, "hunts.unknown", "Cette recherche n’existe pas.");
  }
}
