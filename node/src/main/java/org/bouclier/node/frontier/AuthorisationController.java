package org.bouclier.node.frontier;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouclier.border.Purpose;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the transfers that the authority allowed: written down, and ended. */
@Controller
class AuthorisationController {

  private static final int ROWS = 200;
  private static final int MAX_SUBJECT = 500;
  private static final String PLACE = "/frontiere/autorisations";
  private static final Pattern NUMBER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ./°_-]{0,59}");

  private final Authorisations authorisations;
  private final Clock clock;
  private final ZoneId zone;

  AuthorisationController(Authorisations authorisations, Clock clock, Site site) {
    this.authorisations = authorisations;
    this.clock = clock;
    this.zone = site.zone();
  }

  /** The form as it came; days are those of the node's zone, the last included. */
  record Form(
      String numero,
      String vers,
      @Nullable List<Purpose> finalite,
      String objet,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate depuis,
      @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate jusqua) {

    Form {
      numero = numero == null ? "" : numero.strip();
      vers = vers == null ? "" : vers.strip();
      objet = objet == null ? "" : objet.strip();
    }

    Set<Purpose> purposes() {
      return finalite == null || finalite.isEmpty()
          ? Set.of()
          : Set.copyOf(EnumSet.copyOf(finalite));
    }
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping(PLACE)
  String list(Model model) {
    return show(new Form("", "", List.of(), "", null, null), "", model);
  }

  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping(PLACE)
  String add(
      Form form,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash,
      HttpServletResponse response) {
    var problem = problem(form);
    if (problem.isEmpty() && form.depuis() != null && form.jusqua() != null) {
      var authorisation =
          new Authorisation(
              form.numero(),
              new StateCode(form.vers()),
              form.purposes(),
              form.objet(),
              form.depuis().atStartOfDay(zone).toInstant(),
              form.jusqua().plusDays(1).atStartOfDay(zone).toInstant(),
              Actor.current().label(),
              clock.instant(),
              null,
              null);
      if (authorisations.add(authorisation)) {
        flash.addFlashAttribute(
            "notice", page.say("L’autorisation {0} est inscrite.", form.numero()));
        return "redirect:" + PLACE;
      }
      problem = Optional.of("Ce numéro est déjà inscrit.");
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return show(form, page.say(problem.orElse("Donnez les deux dates.")), model);
  }

  private static Optional<String> problem(Form form) {
    if (!NUMBER.matcher(form.numero()).matches()) {
      return Optional.of("Donnez le numéro de l’acte, en 60 caractères au plus.");
    }
    if (StateCode.of(form.vers()).isEmpty()) {
      return Optional.of("Donnez le code de l’État, comme BF.");
    }
    if (form.purposes().isEmpty()) {
      return Optional.of("Choisissez au moins une finalité.");
    }
    if (form.objet().isEmpty() || form.objet().length() > MAX_SUBJECT) {
      return Optional.of("Dites ce que l’acte autorise, en 500 caractères au plus.");
    }
    if (form.depuis() == null || form.jusqua() == null || form.jusqua().isBefore(form.depuis())) {
      return Optional.of("Donnez les deux dates, la fin après le début.");
    }
    return Optional.empty();
  }

  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping(PLACE + "/fin")
  String end(
      @RequestParam String numero, @ModelAttribute("page") Page page, RedirectAttributes flash) {
    if (authorisations.end(numero)) {
      flash.addFlashAttribute(
          "notice",
          page.say("L’autorisation {0} a pris fin : rien ne sort plus par elle.", numero));
    } else {
      flash.addFlashAttribute(
          "problem", page.say("Aucune autorisation de ce numéro n’est ouverte."));
    }
    return "redirect:" + PLACE;
  }

  private String show(Form form, String problem, Model model) {
    model.addAttribute("authorisations", authorisations.list(ROWS));
    model.addAttribute("now", clock.instant());
    model.addAttribute("number", form.numero());
    model.addAttribute("destination", form.vers());
    model.addAttribute("purposes", form.purposes());
    model.addAttribute("subject", form.objet());
    model.addAttribute("from", form.depuis() == null ? "" : form.depuis().toString());
    model.addAttribute("until", form.jusqua() == null ? "" : form.jusqua().toString());
    if (!problem.isEmpty()) {
      model.addAttribute("problem", problem);
    }
    return "frontier/authorisations";
  }
}
