package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bouclier.node.web.Language;
import org.bouclier.node.web.Page;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own account: password, passkeys, sessions, language. */
@Controller
class MyAccountController {

  private static final String HERE = "redirect:/mon-compte";

  private final People people;
  private final Passkeys passkeys;
  private final FreshSessions sessions;

  MyAccountController(People people, Passkeys passkeys, FreshSessions sessions) {
    this.people = people;
    this.passkeys = passkeys;
    this.sessions = sessions;
  }

  @AllowSignedIn
  @GetMapping("/mon-compte")
  String account(@AuthenticationPrincipal PersonPrincipal me, Model model) {
    return show(me, "", model);
  }

  @AllowSignedIn
  @PostMapping("/mon-compte/mot-de-passe")
  String changePassword(
      @ModelAttribute("page") Page page,
      @AuthenticationPrincipal PersonPrincipal me,
      @RequestParam(name = "actuel", defaultValue = "") String present,
      @RequestParam(name = "motdepasse", defaultValue = "") String wanted,
      @RequestParam(name = "encore", defaultValue = "") String again,
      Model model,
      RedirectAttributes shown,
      HttpServletRequest request,
      HttpServletResponse response) {
    try {
      EntryController.verifySame(wanted, again);
      people.changePassword(person(me), present, wanted);
    } catch (RefusedException refused) {
      response.setStatus(refused.status().value());
      return show(me, page.say(refused.getMessage()), model);
    }
    sessions.stay(me, request, response);
    shown.addFlashAttribute(
        "notice", page.say("Le mot de passe est changé et vos autres sessions sont closes."));
    return HERE;
  }

  @AllowSignedIn
  @PostMapping("/mon-compte/sessions")
  String endSessions(
      @ModelAttribute("page") Page page,
      @AuthenticationPrincipal PersonPrincipal me,
      RedirectAttributes shown,
      HttpServletRequest request,
      HttpServletResponse response) {
    people.endSessions(person(me));
    sessions.stay(me, request, response);
    shown.addFlashAttribute("notice", page.say("Vos autres sessions sont closes."));
    return HERE;
  }

  @AllowSignedIn
  @PostMapping("/mon-compte/cles/{id}/retrait")
  String removePasskey(
      @ModelAttribute("page") Page page,
      @AuthenticationPrincipal PersonPrincipal me,
      @PathVariable String id,
      RedirectAttributes shown) {
    passkeys.remove(me.login(), id);
    shown.addFlashAttribute("notice", page.say("La clé d’accès est retirée."));
    return HERE;
  }

  @AllowSignedIn
  @PostMapping("/mon-compte/langue")
  String setLanguage(
      @AuthenticationPrincipal PersonPrincipal me,
      @RequestParam(name = "langue") Language language,
      HttpServletRequest request,
      HttpServletResponse response) {
    people.setLanguage(person(me), language);
    response.addHeader(HttpHeaders.SET_COOKIE, SignInSuccess.cookie(request, language));
    return HERE;
  }

  private String show(PersonPrincipal me, String problem, Model model) {
    model.addAttribute("person", person(me));
    model.addAttribute("passkeys", passkeys.of(me.login()));
    model.addAttribute("problem", problem);
    return "accounts/my-account";
  }

  private Person person(PersonPrincipal me) {
    return people.find(me.id()).orElseThrow();
  }
}
