package org.bouclier.node.accounts;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.bouclier.node.web.Page;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * What the container shows when a request went wrong: a page for a browser, problem details for a
 * program. Of the failure itself it tells nothing but its kind.
 */
@Controller
class ErrorController implements org.springframework.boot.webmvc.error.ErrorController {

  private final ProgramRequest programs = new ProgramRequest();

  @AllowAnyone(because = "whoever made a request may know what became of it")
  @RequestMapping("/error")
  Object error(@ModelAttribute("page") Page page, HttpServletRequest request) {
    var why = why(request);
    if (programs.matches(request)) {
      return ResponseEntity.status(why.status())
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(ApiRefusals.problem(why));
    }
    return new ModelAndView(
        "web/error",
        Map.of(
            "status", why.status(),
            "what", page.say(why.title()),
            "doWhat", page.say(why.remedy()),
            "code", why.code()),
        HttpStatus.valueOf(why.status()));
  }

  private static Refusal why(HttpServletRequest request) {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpStatus.NOT_FOUND.value(); // the path of this method itself, typed by somebody
    return request.getAttribute(Refusal.ATTRIBUTE) instanceof Refusal decided
            && decided.status() == status
        ? decided
        : Refusal.ofStatus(status);
  }
}
