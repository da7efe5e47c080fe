package org.bouclier.node.detection;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bouclier.detect.journal.Position;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The part of Elasticsearch's bulk API by which Filebeat, Logstash, Fluent Bit and Vector send. */
@RestController
class BulkApi {

  private final BodyReaders readers;
  private final SourceAccess access;
  private final Intake intake;
  private final SourceCounters counters;

  BulkApi(BodyReaders readers, SourceAccess access, Intake intake, SourceCounters counters) {
    this.readers = readers;
    this.access = access;
    this.intake = intake;
    this.counters = counters;
  }

  @Allow(Permission.WRITE_LOGS)
  @PostMapping("/_bulk")
  ResponseEntity<byte[]> bulk(
      @RequestParam(name = "filter_path", required = false) @Nullable String filter,
      @AuthenticationPrincipal Actor caller,
      HttpServletRequest request)
      throws IOException {
    return answer("", filter, caller, request);
  }

  @Allow(Permission.WRITE_LOGS)
  @PostMapping("/{index}/_bulk")
  ResponseEntity<byte[]> bulkOfIndex(
      @PathVariable String index,
      @RequestParam(name = "filter_path", required = false) @Nullable String filter,
      @AuthenticationPrincipal Actor caller,
      HttpServletRequest request)
      throws IOException {
    return answer(index, filter, caller, request);
  }

  /** The verb is the same by PUT, which some libraries use. */
  @Allow(Permission.WRITE_LOGS)
  @PutMapping("/_bulk")
  ResponseEntity<byte[]> bulkByPut(
      @RequestParam(name = "filter_path", required = false) @Nullable String filter,
      @AuthenticationPrincipal Actor caller,
      HttpServletRequest request)
      throws IOException {
    return answer("", filter, caller, request);
  }

  private ResponseEntity<byte[]> answer(
      String index, @Nullable String filter, Actor caller, HttpServletRequest request)
      throws IOException {
    long startNanos = System.nanoTime();
    boolean terse = filter != null && filter.contains("items.*.status");
    try {
      return readers.use(
          caller,
          reader -> {
            reader.read(
                request.getInputStream(),
                request.getContentType(),
                request.getHeader(HttpHeaders.CONTENT_ENCODING),
                request.getContentLengthLong());
            BulkRequest bulk = BulkRequest.parse(reader.bytes(), reader.length(), index);
            Position at = store(caller, bulk, reader);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            return json(200, BulkAnswer.of(bulk, at, took, terse));
          });
    } catch (RefusedBody refused) {
      return error(refused.status(), "illegal_argument_exception", refused);
    } catch (BusyException busy) {
      return error(busy.status(), "es_rejected_execution_exception", busy);
    } catch (ErrorResponseException refused) {
      int status = refused.getStatusCode().value();
      String type = status == 404 ? "index_not_found_exception" : "security_exception";
      String detail = Optional.ofNullable(refused.getBody().getDetail()).orElse(type);
      return json(status, BulkAnswer.error(status, type, detail));
    }
  }

  private @Nullable Position store(Actor caller, BulkRequest bulk, BodyReader reader)
      throws IOException {
    if (bulk.items().isEmpty()) {
      return null;
    }
    Source source = access.of(caller, bulk.items().getFirst().index());
    // A token without a source names it by the index; a body then names one and the same.
    for (BulkRequest.Item item : bulk.items()) {
      if (!access.of(caller, item.index()).name().equals(source.name())) {
        throw new RefusedBody(
            400, "several-indices", "Un envoi ne va qu’à une source : un seul _index à la fois");
      }
    }
    var taken = bulk.taken();
    Position at = taken.count() == 0 ? null : intake.accept(source, reader.bytes(), taken);
    counters.refused(source.id(), bulk.refusedCount());
    return at;
  }

  private static ResponseEntity<byte[]> error(int status, String type, Exception failure) {
    return json(status, BulkAnswer.error(status, type, String.valueOf(failure.getMessage())));
  }

  /** Every answer bears the header without which Elastic's own clients hang up. */
  static ResponseEntity<byte[]> json(int status, byte[] body) {
    var answer =
        ResponseEntity.status(status)
            .header("X-Elastic-Product", "Elasticsearch")
            .contentType(MediaType.APPLICATION_JSON);
    if (status == 429 || status == 503) {
      answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(BusyException.RETRY_AFTER_SECONDS));
    }
    return answer.body(body);
  }
}
