package org.bouclier.node.intelligence;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
import org.bouclier.stix.Tlp;
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

/** Importing a file: what it would do, then doing it. */
@Controller
class ImportController {

  private final Imports imports;
  private final Workers workers;

  ImportController(Imports imports, Workers workers) {
    this.imports = imports;
    this.workers = workers;
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @GetMapping("/connaissances/importer")
  String form(Model model) {
    return form(Map.of(), Map.of(), model);
  }

  private String form(Map<String, String> form, Map<String, String> errors, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("errors", errors);
    model.addAttribute("latest", imports.latest());
    return "intelligence/import";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/importer")
  String upload(
      @RequestParam MultipartFile fichier,
      @RequestParam Map<String, String> form,
      @ModelAttribute("page") Page page,
      Model model)
      throws IOException {
    var errors = new LinkedHashMap<String, String>();
    var format = ImportForm.of(form.getOrDefault("format", ""));
    String name = form.getOrDefault("nom", "").strip();
    if (fichier.isEmpty()) {
      errors.put("fichier", page.say("Choisissez un fichier qui n’est pas vide."));
    }
    if (format.isEmpty()) {
      errors.put("format", page.say("Dites ce que contient le fichier."));
    }
    if (name.isEmpty() || name.length() > ImportOrder.MAX_NAME) {
      errors.put("nom", page.say("1 à 120 signes : le nom sous lequel cette source sera connue."));
    }
    if (!errors.isEmpty() || format.isEmpty()) {
      return form(form, errors, model);
    }
    var order =
        new ImportOrder(
            format.get(),
            name.replaceAll("\\p{Cntrl}", " "),
            Constants.tlp(form.getOrDefault("tlp", "")).orElse(Tlp.AMBER),
            NewIndicatorController.severity(form.getOrDefault("gravite", "")),
            "confirmed".equals(form.get("statut")) ? Acceptance.CONFIRMED : Acceptance.PROPOSED,
            form.getOrDefault("encodage", ""),
            form.getOrDefault("colonnes", ""));
    UUID id;
    try (var upload = fichier.getInputStream()) {
      id = imports.prepare(upload, order, Actor.current(), true);
    } catch (BrokenFileException broken) {
      errors.put("fichier", page.say(broken.refusal().reason()));
      return form(form, errors, model);
    }
    workers.wakeImports();
    return "redirect:/connaissances/imports/" + id;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances/imports/{id}")
  String report(@PathVariable UUID id, Model model) {
    model.addAttribute("done", find(id));
    return "intelligence/report";
  }

  /** The report alone, which the page asks for until it is complete. */
  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/connaissances/imports/{id}/fragment")
  String fragment(@PathVariable UUID id, Model model) {
    model.addAttribute("done", find(id));
    return "intelligence/report-body";
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/connaissances/imports/{id}/appliquer")
  String apply(@PathVariable UUID id, @ModelAttribute("page") Page page, RedirectAttributes flash) {
    if (imports.forGood(id)) {
      workers.wakeImports();
    } else {
      flash.addFlashAttribute(
          "problem",
          page.say(
              "Cet import est déjà fait, ou son fichier n’est plus là : envoyez-le à nouveau."));
    }
    return "redirect:/connaissances/imports/" + id;
  }

  private ImportRecord find(UUID id) {
    return imports.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }
}
