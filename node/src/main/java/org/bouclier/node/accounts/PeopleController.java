package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The page of people: who has an account, which roles, and the links by which they enter. */
@Controller
class PeopleController {

  private static final int ROWS = 50;

  private final People people;

  PeopleController(People people) {
    this.people = people;
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping("/comptes")
  String list(@RequestParam(name = "apres", defaultValue = "") String after, Model model) {
    var found = people.list(after, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    model.addAttribute("people", shown);
    model.addAttribute("after", after);
    model.addAttribute("next", found.size() > ROWS ? shown.getLast().login() : "");
    return "accounts/people";
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping("/comptes/nouveau")
  String form(Model model) {
    return form("", "", Set.of(), "", model);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/comptes")
  String invite(
      @ModelAttribute("page") Page page,
      @RequestParam(name = "identifiant", defaultValue = "") String login,
      @RequestParam(name = "nom", defaultValue = "") String name,
      @RequestParam(name = "role", required = false) @Nullable List<Role> roles,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    var chosen = roles == null ? Set.<Role>of() : Set.copyOf(roles);
    People.Link link;
    try {
      link = people.invite(login, name, chosen);
    } catch (RefusedException refused) {
      response.setStatus(refused.status().value());
      return form(login, name, chosen, page.say(refused.getMessage()), model);
    }
    return show(link, shown);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping("/comptes/{id}")
  String person(@PathVariable UUID id, Model model) {
    return person(id, "", model);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/comptes/{id}/roles")
  String setRoles(
      @ModelAttribute("page") Page page,
      @PathVariable UUID id,
      @RequestParam(name = "role", required = false) @Nullable List<Role> roles,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    return act(
        page,
        id,
        () -> people.setRoles(id, roles == null ? Set.of() : Set.copyOf(roles)),
        page.say("Les rôles sont changés."),
        model,
        shown,
        response);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/comptes/{id}/suspension")
  String suspend(
      @ModelAttribute("page") Page page,
      @PathVariable UUID id,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    return act(
        page,
        id,
        () -> people.suspend(id),
        page.say("Le compte est suspendu et ses sessions sont closes."),
        model,
        shown,
        response);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/comptes/{id}/reprise")
  String resume(
      @ModelAttribute("page") Page page,
      @PathVariable UUID id,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    return act(
        page,
        id,
        () -> people.resume(id),
        page.say("Le compte est rouvert."),
        model,
        shown,
        response);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/comptes/{id}/lien")
  String renewLink(
      @ModelAttribute("page") Page page,
      @PathVariable UUID id,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    People.Link link;
    try {
      link = people.renewLink(id);
    } catch (RefusedException refused) {
      response.setStatus(refused.status().value());
      return person(id, page.say(refused.getMessage()), model);
    }
    return show(link, shown);
  }

  private String act(
      Page page,
      UUID id,
      Runnable act,
      String done,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    try {
      act.run();
    } catch (RefusedException refused) {
      response.setStatus(refused.status().value());
      return person(id, page.say(refused.getMessage()), model);
    }
    shown.addFlashAttribute("notice", done);
    return "redirect:/comptes/" + id;
  }

  private String person(UUID id, String problem, Model model) {
    var person =
        people
            .find(id)
            .orElseThrow(() ->
                new RefusedException(
                    HttpStatus.NOT_FOUND,
                    "person.absent",
                    "Cette personne n’a pas de compte ici."));
    model.addAttribute("person", person);
    model.addAttribute("problem", problem);
    return "accounts/person";
  }

  private static String form(
      String login, String name, Set<Role> roles, String problem, Model model) {
    model.addAttribute("login", login);
    model.addAttribute("name", name);
    model.addAttribute("roles", roles);
    model.addAttribute("problem", problem);
    return "accounts/invite";
  }

  private static String show(People.Link link, RedirectAttributes shown) {
    shown.addFlashAttribute("link", url(link));
    shown.addFlashAttribute("linkExpiresAt", link.expiresAt());
    return "redirect:/comptes/" + link.person().id();
  }

  /** Where a person enters, on the address by which this request came. */
  static String url(People.Link link) {
    return ServletUriComponentsBuilder.fromCurrentContextPath()
        .path("/entree/" + link.secret().text())
        .toUriString();
  }
}
