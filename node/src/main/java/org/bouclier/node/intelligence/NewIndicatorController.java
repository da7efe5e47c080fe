package org.bouclier.node.intelligence;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Page;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Making an indicator by hand. */
@Controller
class NewIndicatorController {

  private final Indicators indicators;
  private final Precautions precautions;
  private final Site site;
  private final Clock clock;

  NewIndicatorController(Indicators indicators, Precautions precautions, Site site, Clock clock) {
    this.indicators = indicators;
    this.precautions = precautions;
    this.site = site;
    this.clock = clock;
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @GetMapping("/connaissances/nouveau")
  String form(@RequestParam(defaultValue = "") String valeur, Model model) {
    model.addAttribute("form", Map.of("valeur", valeur));
    model.addAttribute("errors", Map.of());
    return "intelligence/new";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/nouveau")
  String make(
      @RequestParam Map<String, String> form,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash) {
    var errors = new LinkedHashMap<String, String>();
    var value = value(form, page, errors);
    var fresh = value.flatMap(indicator -> read(indicator, form, page, errors));
    var id =
        errors.isEmpty() ? fresh.flatMap(made -> propose(made, errors)) : Optional.<StixId>empty();
    if (fresh.isEmpty() || id.isEmpty()) {
      model.addAttribute("form", form);
      model.addAttribute("errors", errors);
      return "intelligence/new";
    }
    if ("oui".equals(form.get("confirmer"))) {
      indicators.confirm(id.get(), Actor.current());
      flash.addFlashAttribute(
          "notice", page.say("Indicateur créé, en vigueur ici et remis à la frontière."));
    } else {
      flash.addFlashAttribute("notice", page.say("Indicateur créé : il attend d’être confirmé."));
    }
    precautions
        .find(fresh.get().value())
        .ifPresent(list ->
            flash.addFlashAttribute(
                "problem",
                page.say("Il détecte, mais ne sera pas bloqué : précaution « {0} ».", list)));
    return "redirect:/connaissances/" + id.get();
  }

  private Optional<StixId> propose(NewIndicator made, Map<String, String> errors) {
    try {
      return Optional.of(indicators.propose(made));
    } catch (IllegalArgumentException refused) {
      errors.put("valeur", String.valueOf(refused.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<Indicator> value(
      Map<String, String> form, Page page, Map<String, String> errors) {
    return switch (IndicatorText.read(form.getOrDefault("valeur", ""))) {
      case IndicatorReading.Listed(var indicator) -> Optional.of(indicator);
      case IndicatorReading.Blank blank -> {
        errors.put("valeur", page.say("Écrivez la valeur à surveiller."));
        yield Optional.empty();
      }
      case IndicatorReading.Refused(var reason, var text) -> {
        errors.put("valeur", page.say(reason.french()));
        yield Optional.empty();
      }
    };
  }

  private Optional<NewIndicator> read(
      Indicator value, Map<String, String> form, Page page, Map<String, String> errors) {
    String name = form.getOrDefault("nom", "").strip();
    if (name.length() > 200) {
      errors.put("nom", page.say("200 signes au plus."));
    }
    String description = form.getOrDefault("description", "").strip();
    if (description.length() > 5_000) {
      errors.put("description", page.say("5 000 signes au plus."));
    }
    var until = until(form.getOrDefault("fin", ""), page, errors);
    if (!errors.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NewIndicator(
            value,
            name.isEmpty() ? HouseSource.nameOf(value) : name.replaceAll("\\p{Cntrl}", " "),
            description.replace("\0", ""),
            Constants.tlp(form.getOrDefault("tlp", "")).orElse(Tlp.AMBER),
            Pap.ofLabel("PAP:" + form.getOrDefault("pap", "CLEAR")).orElse(null),
            severity(form.getOrDefault("gravite", "")),
            null,
            until == null ? null : until.plusDays(1).atStartOfDay(site.zone()).toInstant()));
  }

  private @Nullable LocalDate until(String text, Page page, Map<String, String> errors) {
    if (text.isBlank()) {
      return null;
    }
    try {
      var date = LocalDate.parse(text);
      if (date.isBefore(LocalDate.ofInstant(clock.instant(), site.zone()))) {
        errors.put("fin", page.say("Ce jour est passé."));
      }
      return date;
    } catch (DateTimeParseException unreadable) {
      errors.put("fin", page.say("Une date, comme 2026-12-31."));
      return null;
    }
  }

  static Severity severity(String code) {
    for (Severity severity : Severity.values()) {
      if (severity.code().equals(code)) {
        return severity;
      }
    }
    return Severity.MEDIUM;
  }
}
