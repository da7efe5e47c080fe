package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletResponse;
import org.bouclier.node.web.Page;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Behind the links that open once: that of the first administrator, and those of people invited.
 * Looking spends nothing; only a password that is taken does.
 */
@Controller
class EntryController {

  private final People people;

  EntryController(People people) {
    this.people = people;
  }

  @AllowAnyone(because = "the secret in the path is what opens it")
  @GetMapping("/premier-acces/{secret}")
  String first(@PathVariable String secret, Model model) {
    if (!people.isFirstLink(secret)) {
      throw spent();
    }
    return show(secret, "", "", "", model);
  }

  @AllowAnyone(because = "the secret in the path is what opens it")
  @PostMapping("/premier-acces/{secret}")
  String enterFirst(
      @ModelAttribute("page") Page page,
      @PathVariable String secret,
      @RequestParam(name = "identifiant", defaultValue = "") String login,
      @RequestParam(name = "nom", defaultValue = "") String name,
      @RequestParam(name = "motdepasse", defaultValue = "") String password,
      @RequestParam(name = "encore", defaultValue = "") String again,
      Model model,
      HttpServletResponse response) {
    try {
      verifySame(password, again);
      people.enterFirst(secret, login, name, password);
    } catch (RefusedException refused) {
      if (refused.status() == HttpStatus.GONE) {
        throw refused;
      }
      response.setStatus(refused.status().value());
      return show(secret, login, name, page.say(refused.getMessage()), model);
    }
    return "redirect:/connexion?entree";
  }

  @AllowAnyone(because = "the secret in the path is what opens it")
  @GetMapping("/entree/{secret}")
  String entry(@PathVariable String secret, Model model) {
    return show(secret, people.findByLink(secret).orElseThrow(EntryController::spent), "", model);
  }

  @AllowAnyone(because = "the secret in the path is what opens it")
  @PostMapping("/entree/{secret}")
  String enter(
      @ModelAttribute("page") Page page,
      @PathVariable String secret,
      @RequestParam(name = "motdepasse", defaultValue = "") String password,
      @RequestParam(name = "encore", defaultValue = "") String again,
      Model model,
      HttpServletResponse response) {
    var person = people.findByLink(secret).orElseThrow(EntryController::spent);
    try {
      verifySame(password, again);
      people.enter(secret, password);
    } catch (RefusedException refused) {
      if (refused.status() == HttpStatus.GONE) {
        throw refused;
      }
      response.setStatus(refused.status().value());
      return show(secret, person, page.say(refused.getMessage()), model);
    }
    return "redirect:/connexion?entree";
  }

  private static String show(
      String secret, String login, String name, String problem, Model model) {
    model.addAttribute("action", "/premier-acces/" + secret);
    model.addAttribute("login", login);
    model.addAttribute("name", name);
    model.addAttribute("problem", problem);
    return "accounts/first-entry";
  }

  private static String show(String secret, Person person, String problem, Model model) {
    model.addAttribute("action", "/entree/" + secret);
    model.addAttribute("person", person);
    model.addAttribute("problem", problem);
    return "accounts/entry";
  }

  /** Both fields of a new password hold the same. */
  static void verifySame(String password, String again) {
    if (!password.equals(again)) {
      throw new RefusedException(
          HttpStatus.BAD_REQUEST, "password.differs", "Les deux mots de passe diffèrent.");
    }
  }

  private static RefusedException spent() {
    return new RefusedException(
        HttpStatus.GONE, Refusal.LINK_SPENT.code(), Refusal.LINK_SPENT.remedy());
  }
}
