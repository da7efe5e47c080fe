package org.bouclier.node.accounts;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of API tokens: what opens the node for machines. */
@Controller
class TokensController {

  private static final int ROWS = 50;

  /** What the form offers, in days; 0 is for ever. */
  static final List<Integer> DAYS = List.of(30, 90, 365, 0);

  private final Tokens tokens;
  private final Clock clock;

  TokensController(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping("/jetons")
  String list(@RequestParam(name = "apres", required = false) @Nullable UUID after, Model model) {
    var found = tokens.list(after, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    model.addAttribute("tokens", shown);
    model.addAttribute("now", clock.instant());
    model.addAttribute("first", after == null);
    model.addAttribute("next", found.size() > ROWS ? shown.getLast().id().toString() : "");
    return "accounts/tokens";
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping("/jetons/nouveau")
  String form(Model model) {
    return form("", Set.of(), "", DAYS.get(2), "", model);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/jetons")
  String make(
      @ModelAttribute("page") Page page,
      @RequestParam(name = "nom", defaultValue = "") String name,
      @RequestParam(name = "droit", required = false) @Nullable List<Permission> permissions,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(name = "jours", defaultValue = "365") int days,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    var chosen = permissions == null ? Set.<Permission>of() : Set.copyOf(permissions);
    int offered = DAYS.contains(days) ? days : DAYS.get(2);
    Instant expiresAt = offered == 0 ? null : clock.instant().plus(Duration.ofDays(offered));
    String bound = source.strip();
    Tokens.Made made;
    try {
      made = tokens.make(name, chosen, bound.isEmpty() ? null : bound, expiresAt);
    } catch (RefusedException refused) {
      response.setStatus(refused.status().value());
      return form(name, chosen, bound, offered, page.say(refused.getMessage()), model);
    }
    shown.addFlashAttribute("madeName", made.token().name());
    shown.addFlashAttribute("madeSecret", made.secret());
    return "redirect:/jetons";
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping("/jetons/{id}/revocation")
  String revoke(
      @ModelAttribute("page") Page page, @PathVariable UUID id, RedirectAttributes shown) {
    tokens.revoke(id);
    shown.addFlashAttribute("notice", page.say("Le jeton est révoqué : il n’ouvre plus rien."));
    return "redirect:/jetons";
  }

  private static String form(
      String name,
      Set<Permission> permissions,
      String source,
      int days,
      String problem,
      Model model) {
    model.addAttribute("name", name);
    model.addAttribute("permissions", permissions);
    model.addAttribute("source", source);
    model.addAttribute("days", days);
    model.addAttribute("choices", DAYS);
    model.addAttribute("problem", problem);
    return "accounts/new-token";
  }
}
