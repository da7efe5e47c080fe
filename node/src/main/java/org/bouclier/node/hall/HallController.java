package org.bouclier.node.hall;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.AllowAnyone;
import org.bouclier.node.accounts.AllowSignedIn;
import org.bouclier.node.accounts.Presence;
import org.bouclier.node.web.Language;
import org.bouclier.node.web.LiveStream;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.NowContributor.Figure;
import org.bouclier.node.web.NowContributor.Tone;
import org.bouclier.node.web.Page;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@Controller
class HallController {

  private final List<NowContributor> contributors;
  private final LiveStream live;
  private final Presence presence;

  HallController(List<NowContributor> contributors, LiveStream live, Presence presence) {
    this.contributors = contributors;
    this.live = live;
    this.presence = presence;
  }

  @AllowSignedIn
  @GetMapping("/")
  String home() {
    return "redirect:/maintenant";
  }

  @AllowSignedIn
  @GetMapping("/maintenant")
  String now(@ModelAttribute("page") Page page, Model model) {
    fill(page, model);
    return "hall/now";
  }

  /** The top of the page alone: sentence, figures, what waits. */
  @AllowSignedIn
  @GetMapping("/maintenant/fragment")
  String nowFragment(@ModelAttribute("page") Page page, Model model) {
    fill(page, model);
    return "hall/summary";
  }

  @AllowSignedIn
  @GetMapping(path = "/maintenant/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter stream(@AuthenticationPrincipal Actor reader) {
    return live.open(() -> presence.holds(reader));
  }

  @AllowAnyone(because = "choosing a language tells nothing and changes nothing but a cookie")
  @GetMapping("/langue/{code}")
  ResponseEntity<Void> language(
      @PathVariable String code,
      @RequestParam(defaultValue = "/") String retour,
      HttpServletRequest request) {
    var language =
        List.of(Language.values()).stream()
            .filter(known -> known.code().equals(code))
            .findFirst()
            .orElse(Language.FRENCH);
    var cookie =
        ResponseCookie.from("langue", language.code())
            .path("/")
            .maxAge(Duration.ofDays(365))
            .sameSite("Lax")
            .secure(request.isSecure())
            .httpOnly(true)
            .build();
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(HttpHeaders.SET_COOKIE, cookie.toString())
        .header(HttpHeaders.LOCATION, isOwnPath(retour) ? retour : "/")
        .build();
  }

  private void fill(Page page, Model model) {
    var figures =
        contributors.stream()
            .flatMap(desk -> desk.figures(page).stream())
            .sorted(Comparator.comparing(Figure::tone).reversed()) // the gravest first
            .toList();
    model.addAttribute("figures", figures);
    model.addAttribute("sentence", sentence(page, figures));
    model.addAttribute(
        "waiting", contributors.stream().flatMap(desk -> desk.waiting(page).stream()).toList());
    model.addAttribute(
        "panels",
        contributors.stream().map(desk -> desk.panel(page)).flatMap(Optional::stream).toList());
  }

  /** How things stand, in one sentence: the gravest thing that a desk has to say. */
  private static String sentence(Page page, List<Figure> figures) {
    for (Tone tone : List.of(Tone.HARM, Tone.ATTENTION)) {
      var said = figures.stream().filter(figure -> figure.tone() == tone).findFirst();
      if (said.isPresent()) {
        return said.get().statement();
      }
    }
    return page.say("Rien n’appelle votre action.");
  }

  /** Only a path of this node: never another site, which a link could hide behind two slashes. */
  private static boolean isOwnPath(String target) {
    return target.startsWith("/")
        && !target.startsWith("//")
        && target.indexOf('\\') < 0
        && target.chars().noneMatch(Character::isISOControl);
  }
}
