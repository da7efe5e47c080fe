package org.bouclier.node.intelligence;

import java.io.IOException;
import java.util.Map;
import org.bouclier.detect.precaution.PrecautionList;
import org.bouclier.detect.precaution.RefusedListException;
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
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The precaution lists: which are in force, what each holds back, adding one. */
@Controller
class PrecautionController {

  private final PrecautionSql read;
  private final PrecautionChange change;
  private final Audit audit;

  PrecautionController(PrecautionSql read, PrecautionChange change, Audit audit) {
    this.read = read;
    this.change = change;
    this.audit = audit;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances/precautions")
  String list(Model model) {
    model.addAttribute("lists", read.lists());
    return "intelligence/precautions";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/precautions")
  String add(
      @RequestParam MultipartFile fichier,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash)
      throws IOException {
    try (var json = fichier.getInputStream()) {
      var list = PrecautionList.read(json);
      change.keep(list);
      audit.record(
          "precautions.add",
          list.name(),
          Map.of("entries", Integer.toString(list.entries().size())));
      flash.addFlashAttribute(
          "notice",
          page.say("Liste « {0} » en vigueur : {1} entrées.", list.name(), list.entries().size()));
    } catch (RefusedListException refused) {
      flash.addFlashAttribute(
          "problem", page.say("Liste refusée : {0} ({1}).", refused.reason(), refused.code()));
    }
    return "redirect:/connaissances/precautions";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/precautions/{id}")
  String enable(
      @PathVariable int id,
      @RequestParam boolean active,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    String name =
        read.name(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    change.enable(id, active);
    audit.record(active ? "precautions.enable" : "precautions.disable", name, Map.of());
    flash.addFlashAttribute(
        "notice",
        active
            ? page.say("Liste « {0} » remise en vigueur.", name)
            : page.say("Liste « {0} » suspendue : elle ne retient plus rien.", name));
    return "redirect:/connaissances/precautions";
  }
}
