package org.bouclier.node.response;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
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
    model.addAttribute("problem", "");
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
      Model model) {
    if (title.isBlank() || title.length() > Entry.Limits.MAX_TITLE) {
      model.addAttribute("problem", page.say("Donnez un titre de 1 à 200 caractères."));
      return "response/new-incident";
    }
    var opened =
        new Entry.Opened(
            title.strip(), severity(severity), tlp(tlp), rsit(rsit), "person:" + author());
    var incident = incidents.open(opened, List.of(), author(), "");
    return "redirect:/incidents/" + incident.reference();
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/commentaire")
  String comment(@PathVariable String reference, @RequestParam("texte") String text) {
    return add(reference, new Entry.Commented(bounded(text, Entry.Limits.MAX_TEXT)));
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/etat")
  String status(
      @PathVariable String reference,
      @RequestParam("etat") IncidentStatus status,
      @RequestParam(name = "raison", defaultValue = "") String reason) {
    if (reason.length() > Entry.Limits.MAX_TEXT) {
      throw new IncidentRefusal("too-long", "Ce texte est trop long");
    }
    return add(reference, new Entry.StatusChanged(status, reason.strip()));
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
    if (now.severity() != severity(severity)) {
      add(reference, new Entry.SeverityChanged(severity(severity)));
    }
    if (now.rsit() != rsit(rsit)) {
      add(reference, new Entry.Reclassified(rsit(rsit)));
    }
    if (now.tlp() != tlp(tlp)) {
      add(reference, new Entry.TlpChanged(tlp(tlp)));
    }
    return "redirect:/incidents/" + now.reference();
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/taches")
  String task(
      @PathVariable String reference,
      @RequestParam("titre") String title,
      @RequestParam(name = "qui", defaultValue = "") String assignee,
      @RequestParam(name = "echeance", required = false)
          @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
          @Nullable LocalDate due) {
    String who = assignee.isBlank() ? "" : bounded(assignee, Entry.Limits.MAX_TITLE);
    return add(reference, new Entry.TaskAdded(0, bounded(title, Entry.Limits.MAX_TITLE), who, due));
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/taches/{number}")
  String settle(
      @PathVariable String reference,
      @PathVariable int number,
      @RequestParam("faite") boolean done) {
    return add(reference, new Entry.TaskSettled(number, done));
  }

  @Allow(Permission.HANDLE_INCIDENTS)
  @PostMapping("/incidents/{reference}/observables")
  String observable(@PathVariable String reference, @RequestParam("valeur") String value) {
    if (!(IndicatorText.read(value.strip()) instanceof IndicatorReading.Listed listed)) {
      throw new IncidentRefusal(
          "unreadable-observable",
          "Ce n’est ni un domaine, ni une adresse, ni une URL, ni une empreinte : "
              + bounded(value, Entry.Limits.MAX_TITLE));
    }
    return add(reference, new Entry.ObservableAdded(listed.indicator().value()));
  }

  /** Confirms an observable as an indicator, and lets the border decide who may know. */
  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/incidents/{reference}/partage")
  String share(
      @ModelAttribute("page") Page page,
      @PathVariable String reference,
      @RequestParam("valeur") String value,
      RedirectAttributes shown) {
    sharing.share(incident(reference), value, Actor.current());
    shown.addFlashAttribute(
        "notice", page.say("Confirmé. La frontière décide maintenant de ce qui part, et l’écrit."));
    return "redirect:/incidents/" + reference;
  }

  /** What cannot be done is said on the page it was asked from. */
  @ExceptionHandler
  String refused(IncidentRefusal refusal, RedirectAttributes shown) {
    shown.addFlashAttribute("problem", refusal.getMessage());
    return "redirect:" + refusal.whereTo();
  }

  private String add(String reference, Entry entry) {
    var known = incident(reference).reference();
    try {
      incidents.add(known, entry, author());
    } catch (IncidentRefusal refusal) {
      throw refusal.from("/incidents/" + known);
    }
    return "redirect:/incidents/" + known;
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

  private static String bounded(String text, int most) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > most) {
      throw new IncidentRefusal("bad-length", "Écrivez de 1 à " + most + " caractères");
    }
    return stripped;
  }

  private static Severity severity(String code) {
    try {
      return Severity.of(code);
    } catch (IllegalArgumentException unknown) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, code, unknown);
    }
  }

  private static Tlp tlp(String label) {
    return Tlp.ofLabel("TLP:" + label)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, label));
  }

  private static RsitClass rsit(String code) {
    return Optional.of(code)
        .flatMap(RsitClass::of)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, code));
  }
}
