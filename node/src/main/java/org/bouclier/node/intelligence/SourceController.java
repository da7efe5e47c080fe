package org.bouclier.node.intelligence;

import java.util.Map;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
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

/** The sources, and the rule by which the indicators of each are accepted. */
@Controller
class SourceController {

  private static final int SHOWN = 30;

  private final ReadSql read;
  private final AcceptanceSql acceptances;
  private final Audit audit;

  SourceController(ReadSql read, AcceptanceSql acceptances, Audit audit) {
    this.read = read;
    this.acceptances = acceptances;
    this.audit = audit;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances/sources")
  String list(Model model) {
    model.addAttribute("sources", read.sources());
    model.addAttribute("received", acceptances.latest(SHOWN));
    return "intelligence/sources";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/sources/{id}")
  String change(
      @PathVariable int id,
      @RequestParam Acceptance regle,
      @RequestParam int confiance,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    int trust = Math.clamp(confiance, 0, 100);
    if (!read.setRule(id, regle, trust)) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    audit.record(
        "sources.accept",
        Integer.toString(id),
        Map.of("rule", regle.name(), "trust", Integer.toString(trust)));
    flash.addFlashAttribute(
        "notice", page.say("Règle enregistrée : elle vaut pour ce qui sera reçu désormais."));
    return "redirect:/connaissances/sources";
  }
}
