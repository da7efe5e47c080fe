package org.bouclier.node.detection;

import org.bouclier.detect.sigma.PlaceholderList;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the lists that rules ask for. */
@Controller
class ExpandListController {

  private static final int MAX_CHARS = 2_000_000;

  private final ExpandLists lists;
  private final RuleFolder rules;

  ExpandListController(ExpandLists lists, RuleFolder rules) {
    this.lists = lists;
    this.rules = rules;
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/listes")
  String show(Model model) {
    model.addAttribute("lists", lists.shown());
    return "detection/lists";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/listes")
  String change(
      @RequestParam String nom,
      @RequestParam(defaultValue = "") String valeurs,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    String name = nom.strip();
    if (!PlaceholderList.isName(name)) {
      flash.addFlashAttribute(
          "problem", page.say("Nom de liste : lettres, chiffres, _ . - ; 64 caractères au plus."));
      return "redirect:/sources/listes";
    }
    if (valeurs.length() > MAX_CHARS) {
      flash.addFlashAttribute("problem", page.say("Liste refusée : plus de 2 Mo."));
      return "redirect:/sources/listes";
    }
    var reading = PlaceholderList.read(name, valeurs);
    if (!reading.faults().isEmpty()) {
      var fault = reading.faults().getFirst();
      flash.addFlashAttribute(
          "problem",
          page.say("Liste « {0} » refusée, ligne {1} : {2}.", name, fault.line(), fault.message()));
      return "redirect:/sources/listes";
    }
    lists.change(reading.list());
    flash.addFlashAttribute(
        "notice",
        page.say(
            "Liste « {0} » : {1} valeurs ; {2} règles en vigueur.",
            name, reading.list().values().size(), rules.loaded().rules().size()));
    return "redirect:/sources/listes";
  }
}
