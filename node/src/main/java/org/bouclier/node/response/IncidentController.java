package org.bouclier.node.response;

import jakarta.servlet.http.HttpServletResponse;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Page;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
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

/** The pages of incidents. Each form adds one entry, and comes back to the incident. */
@Controller
class IncidentController {

  private static final int ROWS = 50;

  private final Incidents incidents;
  private final ObservableSharing sharing;

  IncidentController(Incidents incidents, ObservableSharing sharing) {
    this.incidents = incidents;
    this.sharing = sharing;
  }

  @Allow(Permission.READ_INCIDENTS)
  @GetMapping("/incidents")
  String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(name = "gravite", defaultValue = "informational") String least,
      @RequestParam(name = "etat", defaultValue = "ouverts") String state,
      @RequestParam(name = "apres", defaultValue = "") String after,
      Model model) {
    Boolean open =
        switch (state) {
          case "ouverts" -> Boolean.TRUE;
          case "finis" -> Boolean.FALSE;
          default -> null;
        };
    var filter =
        new IncidentFilter(open, severity(least), q, "", null, Cursor.parse(after).orElse(null));
    var found = incidents.list(filter, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    model.addAttribute("rows", shown);
    model.addAttribute("q", q);
    model.addAttribute("least", severity(least));
    model.addAttribute("state", state);
    model.addAttribute("first", after.isEmpty());
    model.addAttribute(
        "next", found.size() > ROWS ? IncidentApiController.cursor(shown.getLast()) : "");
    return "response/incidents";
  }

  @Allow(Permission.READ_INCIDENTS)
  @GetMapping("/incidents/{reference}")
  String one(@PathVariable String reference, Model model) {
    var found =
        Reference.parse(reference)
            .flatMap(incidents::find)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    model.addAttribute("incident", found.incident());
    model.addAttribute("contributions", found.contributions().reversed());
    return "response/incident";
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @GetMapping("/incidents/nouveau")
  String form(Model model) {
    return form("", "", Severity.MEDIUM, RsitClass.UNDETERMINED, Tlp.AMBER, model);
  }

  private static String form(
      String problem, String title, Severity severity, RsitClass rsit, Tlp tlp, Model model) {
    model.addAttribute("problem", problem);
    model.addAttribute("written", title);
    model.addAttribute("severity", severity);
    model.addAttribute("rsit", rsit);
    model.addAttribute("tlp", tlp);
    return "response/new-incident";
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents")
  String open(
      @ModelAttribute("page") Page page,
      @RequestParam(name = "titre", defaultValue = "") String title,
      @RequestParam(name = "gravite", defaultValue = "medium") String severity,
      @RequestParam(name = "classe", defaultValue = "other:undetermined") String rsit,
      @RequestParam(defaultValue = "AMBER") String tlp,
      Model model,
      HttpServletResponse response) {
    if (title.isBlank() || title.length() > Entry.Limits.MAX_TITLE) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      String problem = page.say("Donnez un titre de 1 à 200 caractères.");
      return form(problem, title, severity(severity), rsit(rsit), tlp(tlp), model);
    }
    var opened =
        new Entry.Opened(
            title.strip(), severity(severity), tlp(tlp), rsit(rsit), "person:" + author());
    var incident = incidents.open(opened, List.of(), author(), "");
    return "redirect:/incidents/" + incident.reference();
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/commentaire")
  String comment(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam Map<String, String> form,
      Model model,
      HttpServletResponse response) {
    return add(
        new Asked(page, reference, form, model, response),
        () -> new Entry.Commented(bounded(form.get("texte"), Entry.Limits.MAX_TEXT)));
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/etat")
  String status(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam("etat") IncidentStatus status,
      @RequestParam Map<String, String> form,
      Model model,
      HttpServletResponse response) {
    return add(
        new Asked(page, reference, form, model, response),
        () -> {
          String reason = form.getOrDefault("raison", "");
          return new Entry.StatusChanged(
              status, reason.isBlank() ? "" : bounded(reason, Entry.Limits.MAX_TEXT));
        });
  }

  /** Severity, class and marking together: only what changes becomes an entry. */
  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/qualification")
  String qualify(
      @PathVariable String reference,
      @RequestParam("gravite") String severity,
      @RequestParam("classe") String rsit,
      @RequestParam String tlp) {
    var now = incident(reference);
    var changes = new ArrayList<Entry>();
    if (now.severity() != severity(severity)) {
      changes.add(new Entry.SeverityChanged(severity(severity)));
    }
    if (now.rsit() != rsit(rsit)) {
      changes.add(new Entry.Reclassified(rsit(rsit)));
    }
    if (now.tlp() != tlp(tlp)) {
      changes.add(new Entry.TlpChanged(tlp(tlp)));
    }
    changes.forEach(change -> incidents.add(now.reference(), change, author()));
    return "redirect:/incidents/" + now.reference();
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/taches")
  String task(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam Map<String, String> form,
      Model model,
      HttpServletResponse response) {
    return add(
        new Asked(page, reference, form, model, response),
        () -> {
          String who = form.getOrDefault("qui", "");
          return new Entry.TaskAdded(
              0,
              bounded(form.get("titre"), Entry.Limits.MAX_TITLE),
              who.isBlank() ? "" : bounded(who, Entry.Limits.MAX_TITLE),
              date(form.getOrDefault("echeance", "")));
        });
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/taches/{number}")
  String settle(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @PathVariable int number,
      @RequestParam("faite") boolean done,
      Model model,
      HttpServletResponse response) {
    return add(
        new Asked(page, reference, Map.of(), model, response),
        () -> new Entry.TaskSettled(number, done));
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/observables")
  String observable(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam Map<String, String> form,
      Model model,
      HttpServletResponse response) {
    return add(
        new Asked(page, reference, form, model, response),
        () -> new Entry.ObservableAdded(value(form.getOrDefault("valeur", ""))));
  }

  private static String value(String text) {
    if (IndicatorText.read(text.strip()) instanceof IndicatorReading.Listed listed) {
      return listed.indicator().value();
    }
    throw new IncidentRefusal(
        "unreadable-observable",
        "Ce n’est ni un domaine, ni une adresse, ni une URL, ni une empreinte.");
  }

  /** Confirms an observable as an indicator, and lets the border decide who may know. */
  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/incidents/{reference}/partage")
  String share(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam("valeur") String value,
      Model model,
      HttpServletResponse response,
      RedirectAttributes shown) {
    var incident = incident(reference);
    try {
      sharing.share(incident, value, Actor.current());
    } catch (IncidentRefusal refusal) {
      return refused(new Asked(page, reference, Map.of(), model, response), refusal);
    }
    shown.addFlashAttribute(
        "notice", page.say("Confirmé. La frontière décide maintenant de ce qui part, et l’écrit."));
    return "redirect:/incidents/" + incident.reference();
  }

  /** A form that was sent from the page of an incident. */
  private record Asked(
      Page page,
      String reference,
      Map<String, String> form,
      Model model,
      HttpServletResponse response) {}

  private String add(Asked asked, Supplier<Entry> entry) {
    var known = incident(asked.reference()).reference();
    try {
      incidents.add(known, entry.get(), author());
    } catch (IncidentRefusal refusal) {
      return refused(asked, refusal);
    }
    return "redirect:/incidents/" + known;
  }

  /** What cannot be done is said on the page it was asked from, with what was written in it. */
  private String refused(Asked asked, IncidentRefusal refusal) {
    asked.response().setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    asked.model().addAttribute("problem", refusal.say(asked.page()));
    asked.model().addAttribute("written", asked.form());
    return one(asked.reference(), asked.model());
  }

  private Incident incident(String reference) {
    return Reference.parse(reference)
        .flatMap(incidents::find)
        .map(Incidents.Case::incident)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static String author() {
    return Actor.current().getName();
  }

  private static String bounded(@Nullable String text, int most) {
    String stripped = text == null ? "" : text.strip();
    if (stripped.isEmpty() || stripped.length() > most) {
      throw new IncidentRefusal(
          "bad-length", "Écrivez de 1 à {0} caractères.", Integer.toString(most));
    }
    return stripped;
  }

  private static @Nullable LocalDate date(String text) {
    try {
      return text.isBlank() ? null : LocalDate.parse(text.strip());
    } catch (DateTimeParseException malformed) {
      throw new IncidentRefusal("bad-date", "Une date s’écrit 2026-11-30.");
    }
  }

  private static Severity severity(String code) {
    try {
      return Severity.of(code);
    } catch (IllegalArgumentException unknown) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, code, unknown);
    }
  }

  private static Tlp tlp(String label) {
    return Arrays.stream(Tlp.values())
        .filter(one -> one.label().equals("TLP:" + label))
        .findFirst()
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, label));
  }

  private static RsitClass rsit(String code) {
    return Optional.of(code)
        .flatMap(RsitClass::of)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, code));
  }
}
