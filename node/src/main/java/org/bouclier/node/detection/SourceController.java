package org.bouclier.node.detection;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Pages of log sources, syslog listeners and detection rules. */
@Controller
class SourceController {

  private final Sources sources;
  private final SourceDesk desk;
  private final Listeners listeners;
  private final WatchedFiles files;
  private final SourceSql sql;
  private final RuleFolder rules;
  private final EngineFeed feed;
  private final Audit audit;
  private final Clock clock;

  SourceController(
      Sources sources,
      SourceDesk desk,
      Listeners listeners,
      WatchedFiles files,
      SourceSql sql,
      RuleFolder rules,
      EngineFeed feed,
      Audit audit,
      Clock clock) {
    this.sources = sources;
    this.desk = desk;
    this.listeners = listeners;
    this.files = files;
    this.sql = sql;
    this.rules = rules;
    this.feed = feed;
    this.audit = audit;
    this.clock = clock;
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources")
  String list(Model model) {
    model.addAttribute("sources", sources.list());
    model.addAttribute("now", clock.instant());
    return "detection/sources";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/nouvelle")
  String ask(Model model) {
    return form(new SourceForm("", "", "AUTO", "", "", "", 60, true), Map.of(), true, model);
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/nouvelle")
  String declare(
      @ModelAttribute("form") SourceForm form,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash) {
    SourceDraft draft = form.draft();
    var faults = draft.faults();
    if (!faults.isEmpty()) {
      return form(form, faults, true, model);
    }
    var declared = desk.declare(draft);
    if (declared.isEmpty()) {
      return form(form, Map.of("name", "Une autre source porte déjà ce nom."), true, model);
    }
    flash.addFlashAttribute("token", desk.token(declared.get()));
    flash.addFlashAttribute("notice", page.say("Source « {0} » déclarée.", draft.name()));
    return "redirect:/sources/" + draft.name();
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/{name}")
  String one(@PathVariable String name, Model model) {
    Source source = sources.look(name).orElseThrow(() -> Problem.unknownSource(name));
    model.addAttribute("source", source);
    model.addAttribute("now", clock.instant());
    model.addAttribute("directory", files.directory(name).toString());
    model.addAttribute("files", sql.files(source.id()));
    return "detection/source";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/{name}/changer")
  String askChange(@PathVariable String name, Model model) {
    Source source = sources.look(name).orElseThrow(() -> Problem.unknownSource(name));
    return form(SourceForm.of(source), Map.of(), false, model);
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/{name}/changer")
  String change(
      @PathVariable String name,
      @ModelAttribute("form") SourceForm form,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash) {
    SourceDraft draft = form.draft();
    if (!draft.name().equals(name)) {
      throw Problem.of(400, "source.name", "Le nom d’une source ne change pas.");
    }
    var faults = draft.faults();
    if (!faults.isEmpty()) {
      return form(form, faults, false, model);
    }
    if (!desk.change(draft, form.enabled())) {
      throw Problem.unknownSource(name);
    }
    flash.addFlashAttribute("notice", page.say("Source « {0} » changée.", name));
    return "redirect:/sources/" + name;
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/{name}/jeton")
  String token(@PathVariable String name, RedirectAttributes flash) {
    Source source = sources.find(name).orElseThrow(() -> Problem.unknownSource(name));
    flash.addFlashAttribute("token", desk.token(source));
    return "redirect:/sources/" + name;
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/regles")
  String rules(Model model) {
    RuleFolder.Loaded loaded = rules.loaded();
    model.addAttribute("rules", loaded.rules());
    model.addAttribute("refusals", loaded.refusals());
    model.addAttribute("loadedAt", loaded.at());
    model.addAttribute("folder", rules.folder().toString());
    model.addAttribute("mappings", rules.mappings().toString());
    model.addAttribute("families", loaded.families());
    model.addAttribute("indicators", feed.size());
    return "detection/rules";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/regles/relire")
  String readRulesAgain(@ModelAttribute("page") Page page, RedirectAttributes flash) {
    rules.look();
    flash.addFlashAttribute(
        "notice", page.say("Règles relues : {0} en vigueur.", rules.loaded().rules().size()));
    return "redirect:/sources/regles";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/ecoutes")
  String listeners(Model model) {
    model.addAttribute("listeners", listeners.list());
    model.addAttribute("sources", sources.list());
    return "detection/listeners";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/ecoutes")
  String listen(
      @RequestParam Listener.Protocol protocole,
      @RequestParam String adresse,
      @RequestParam int port,
      @RequestParam(required = false) @Nullable Integer source,
      @AuthenticationPrincipal Actor who,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    if (!isAddress(adresse) || port < 1 || port > 65_535) {
      flash.addFlashAttribute(
          "problem",
          page.say("Donnez une adresse de ce nœud (0.0.0.0 pour toutes) et un port de 1 à 65535."));
    } else if (listeners.declare(protocole, adresse.strip(), port, source).isEmpty()) {
      flash.addFlashAttribute("problem", page.say("Une écoute existe déjà à cet endroit."));
    } else {
      audit.record(
          "listeners.open", protocole + " " + adresse + " " + port, Map.of("by", who.label()));
      flash.addFlashAttribute("notice", page.say("Écoute ouverte."));
    }
    return "redirect:/sources/ecoutes";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/ecoutes/{id}/fermer")
  String shut(@PathVariable int id, @ModelAttribute("page") Page page, RedirectAttributes flash) {
    if (listeners.remove(id)) {
      audit.record("listeners.close", Integer.toString(id), Map.of());
      flash.addFlashAttribute("notice", page.say("Écoute fermée."));
    }
    return "redirect:/sources/ecoutes";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/ecoutes/{id}/expediteurs")
  String nameSender(
      @PathVariable int id,
      @RequestParam String reseau,
      @RequestParam int source,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    try {
      Network network = Network.parse(reseau.strip());
      demandKnown(id, source);
      listeners.nameSender(id, network, source);
      audit.record("listeners.sender", id + " " + network, Map.of());
      flash.addFlashAttribute("notice", page.say("Expéditeur {0} nommé.", network.toString()));
    } catch (IllegalArgumentException notANetwork) {
      flash.addFlashAttribute(
          "problem", page.say("Donnez une adresse ou un réseau, comme 10.1.0.0/16."));
    }
    return "redirect:/sources/ecoutes";
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/sources/ecoutes/{id}/expediteurs/oublier")
  String forgetSender(
      @PathVariable int id,
      @RequestParam String reseau,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    try {
      if (listeners.forgetSender(id, Network.parse(reseau))) {
        flash.addFlashAttribute("notice", page.say("Expéditeur {0} oublié.", reseau));
      }
    } catch (IllegalArgumentException notANetwork) {
      throw Problem.of(400, "listener.network", "Ce n’est pas un réseau.");
    }
    return "redirect:/sources/ecoutes";
  }

  private void demandKnown(int listener, int source) {
    boolean known =
        sources.find(source).isPresent()
            && listeners.list().stream().anyMatch(one -> one.listener().id() == listener);
    if (!known) {
      throw Problem.of(404, "listener.unknown", "Cette écoute ou cette source n’existe pas.");
    }
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text.strip());
      return true;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static String form(
      SourceForm form, Map<String, String> faults, boolean isNew, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("faults", faults);
    model.addAttribute("isNew", isNew);
    model.addAttribute("formats", SourceForm.formats());
    return "detection/sourceForm";
  }
}
