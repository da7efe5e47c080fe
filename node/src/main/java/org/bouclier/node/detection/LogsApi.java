package org.bouclier.node.detection;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lines by HTTP: one a line, JSON or text, plain or gzip. The answer comes when they are durable. A
 * line that cannot be taken is named, and the others are taken.
 */
@RestController
class LogsApi {

  private final BodyReaders readers;
  private final SourceAccess access;
  private final Intake intake;
  private final SourceCounters counters;

  LogsApi(BodyReaders readers, SourceAccess access, Intake intake, SourceCounters counters) {
    this.readers = readers;
    this.access = access;
    this.intake = intake;
    this.counters = counters;
  }

  /** What became of a body of which at least one line was taken. */
  record Answer(int accepted, int refusedCount, List<RefusedLine> refused) {}

  /** A line that was not taken. */
  record RefusedLine(int line, String code, String detail) {

    static RefusedLine of(LineBatch.Refused refused) {
      return new RefusedLine(refused.line(), refused.fault().code(), refused.fault().french());
    }
  }

  @Allow(Permission.WRITE_LOGS)
  @PostMapping(path = "/api/v1/logs/{source}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<?> receive(
      @PathVariable("source") String name,
      @AuthenticationPrincipal Actor caller,
      HttpServletRequest request)
      throws IOException {
    Source source = access.named(caller, name);
    try {
      return readers.use(caller, reader -> take(source, reader, request));
    } catch (RefusedBody refused) {
      return problem(Problem.detail(refused.status(), refused.code(), message(refused)));
    } catch (BusyException busy) {
      return busy(busy);
    }
  }

  private ResponseEntity<?> take(Source source, BodyReader reader, HttpServletRequest request)
      throws IOException {
    reader.read(
        request.getInputStream(),
        request.getContentType(),
        request.getHeader(HttpHeaders.CONTENT_ENCODING),
        request.getContentLengthLong());
    LineBatch batch = LineBatch.split(source.format(), reader.bytes(), reader.length());
    if (batch.taken().count() > 0) {
      intake.accept(source, reader.bytes(), batch.taken());
    }
    counters.refused(source.id(), batch.refusedCount());
    var refused = batch.refused().stream().map(RefusedLine::of).toList();
    if (batch.taken().count() == 0 && batch.refusedCount() > 0) {
      var problem =
          Problem.detail(
              400,
              "no-line-accepted",
              "Aucune ligne n’a été prise. Ligne "
                  + refused.getFirst().line()
                  + " : "
                  + refused.getFirst().detail()
                  + ".");
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("refusedCount", batch.refusedCount());
      more.put("refused", refused);
      more.forEach(problem::setProperty);
      return problem(problem);
    }
    return ResponseEntity.ok(new Answer(batch.taken().count(), batch.refusedCount(), refused));
  }

  /** Tells a sender to keep its lines and come back. */
  static ResponseEntity<?> busy(BusyException busy) {
    return ResponseEntity.status(busy.status())
        .header(HttpHeaders.RETRY_AFTER, String.valueOf(BusyException.RETRY_AFTER_SECONDS))
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(Problem.detail(busy.status(), busy.code(), message(busy)));
  }

  private static ResponseEntity<?> problem(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }
}
