package org.bouclier.node.detection;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Refusals of this desk's routes, as RFC 9457 problem details with a code. */
final class Problem {

  private Problem() {}

  /**
   * Something to throw from a controller.
   *
   * @param code stable, for machines
   * @param french what happened and what to do, for people
   */
  static ErrorResponseException of(int status, String code, String french) {
    return new ErrorResponseException(
        HttpStatus.valueOf(status), detail(status, code, french), null);
  }

  /** The same as a body. */
  static ProblemDetail detail(int status, String code, String french) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.valueOf(status), french);
    problem.setProperty("code", code);
    return problem;
  }

  static ErrorResponseException unknownAlert() {
    return of(404, "alert.unknown", "Cette alerte n’existe pas.");
  }

  static ErrorResponseException unknownSource(String name) {
    return of(404, "source.unknown", "Aucune source ne se nomme « " + name + " ».");
  }
}
