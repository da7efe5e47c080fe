package org.bouclier.node.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Puts {@code page} in the model of every controller, in the language that its reader chose. */
@ControllerAdvice(annotations = Controller.class)
class PageAdvice {

  static final String COOKIE = "langue";

  private final Page.Shell shell;

  PageAdvice(Page.Shell shell) {
    this.shell = shell;
  }

  @ModelAttribute("page")
  Page page(HttpServletRequest request) {
    return new Page(request, shell, language(request));
  }

  /** The language that the reader chose; French before that. */
  static Language language(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(COOKIE)) {
          return cookie.getValue().equals(Language.ENGLISH.code())
              ? Language.ENGLISH
              : Language.FRENCH;
        }
      }
    }
    return Language.FRENCH;
  }
}
