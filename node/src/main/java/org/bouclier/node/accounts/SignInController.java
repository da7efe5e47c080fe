package org.bouclier.node.accounts;

import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. What it sends is received by Spring Security's filters. */
@Controller
class SignInController {

  private static final int MAX_SHOWN = 200;

  @AllowAnyone(because = "whoever signs in is not signed in yet")
  @GetMapping("/connexion")
  String signIn(
      @ModelAttribute("page") Page page,
      @AuthenticationPrincipal @Nullable Actor caller,
      @RequestParam(defaultValue = "") String vers,
      @RequestParam(name = "sortie") @Nullable String signedOut,
      @RequestParam(name = "entree") @Nullable String entered,
      Model model) {
    if (caller instanceof PersonPrincipal) {
      return "redirect:" + OwnPath.orHome(vers);
    }
    String notice = "";
    if (signedOut != null) {
      notice = page.say("Vous êtes déconnecté.");
    } else if (entered != null) {
      notice = page.say("Votre mot de passe est enregistré : connectez-vous.");
    }
    model.addAttribute("target", OwnPath.orHome(vers));
    model.addAttribute("notice", notice);
    return "accounts/sign-in";
  }

  @AllowAnyone(because = "it is the same page, with what became of the attempt")
  @PostMapping(SignInFailure.PATH)
  String refused(
      @ModelAttribute("page") Page page,
      @RequestAttribute(name = SignInFailure.NAME, required = false)
          @Nullable RefusedSignInException refused,
      @RequestParam(name = "identifiant", defaultValue = "") String login,
      @RequestParam(defaultValue = "") String vers,
      Model model) {
    if (refused == null) { // asked directly, not through an attempt
      return "redirect:/connexion";
    }
    model.addAttribute("target", OwnPath.orHome(vers));
    model.addAttribute("login", login.length() <= MAX_SHOWN ? login : "");
    model.addAttribute("problem", problem(page, refused));
    return "accounts/sign-in";
  }

  private static String problem(Page page, RefusedSignInException refused) {
    var standing = refused.standing();
    String next =
        standing.delay().isZero()
            ? ""
            : " "
                + page.say(
                    "Prochain essai possible dans {0}.",
                    page.length(standing.delay().plusMillis(999)));
    String count =
        standing.refused() == 1
            ? page.say("Un essai refusé.")
            : page.say("{0} essais refusés de suite.", standing.refused());
    return (refused.tooSoon()
            ? page.say("C’est trop tôt : cet essai n’a pas été examiné.")
            : page.say("Identifiant ou mot de passe inexact."))
        + " "
        + count
        + next;
  }
}
