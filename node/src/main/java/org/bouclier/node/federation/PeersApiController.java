package org.bouclier.node.federation;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Peers and cards for programs. */
@RestController
class PeersApiController {

  private final PeerCard own;
  private final PeerRegister register;
  private final FederationSql sql;
  private final Pulls pulls;

  PeersApiController(PeerCard own, PeerRegister register, FederationSql sql, Pulls pulls) {
    this.own = own;
    this.register = register;
    this.sql = sql;
    this.pulls = pulls;
  }

  /** Every peer. */
  record Answer(List<PeerLine> peers) {}

  /**
   * One peer.
   *
   * @param verifiedSize entries of its ledger that were read and verified
   * @param late entries that its head announces and that were not read yet
   * @param heardSize entries of our ledger that it says it has verified; -1 if it never said
   */
  record PeerLine(
      String code,
      String name,
      String city,
      String url,
      String state,
      boolean suspended,
      long announcedSize,
      long verifiedSize,
      long late,
      long accepted,
      long refused,
      long heardSize,
      @Nullable Instant lastContact,
      @Nullable Instant lastVerified,
      String problemCode,
      String problem) {}

  @Allow(Permission.READ_BORDER)
  @GetMapping(path = "/api/v1/site/card", produces = MediaType.APPLICATION_JSON_VALUE)
  String card() {
    return own.json();
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/api/v1/peers")
  Answer peers() {
    return new Answer(register.links().stream().map(this::line).toList());
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/api/v1/peers")
  @ResponseStatus(HttpStatus.CREATED)
  PeerLine add(@RequestBody String card) {
    return line(link(register.add(PeerCard.parse(card)).card().code()));
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/api/v1/peers/{code}/suspend")
  PeerLine suspend(@PathVariable String code) {
    register.suspend(state(code));
    return line(link(state(code)));
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/api/v1/peers/{code}/resume")
  PeerLine resume(@PathVariable String code) {
    register.resume(state(code));
    pulls.hasten(state(code));
    return line(link(state(code)));
  }

  @Allow(Permission.HANDLE_PEERS)
  @DeleteMapping("/api/v1/peers/{code}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String code) {
    register.remove(state(code));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> malformed(MalformedCardException refused) {
    return problem(HttpStatus.UNPROCESSABLE_CONTENT, "card.malformed", refused);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedPeerException refused) {
    return problem(HttpStatus.CONFLICT, refused.code(), refused);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unknown(NoSuchElementException unknown) {
    return problem(
        HttpStatus.NOT_FOUND,
        "peer.unknown",
        new RefusedPeerException("peer.unknown", "Aucun pair de ce code."));
  }

  private static ResponseEntity<ProblemDetail> problem(
      HttpStatus status, String code, RuntimeException refused) {
    var problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(refused.getMessage()));
    problem.setProperty("code", code);
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static StateCode state(String code) {
    try {
      return new StateCode(code);
    } catch (IllegalArgumentException malformed) {
      throw new NoSuchElementException("no peer " + code, malformed);
    }
  }

  private PeerLink link(StateCode code) {
    return register.link(code).orElseThrow(() -> new NoSuchElementException("no peer " + code));
  }

  private PeerLine line(PeerLink link) {
    var card = link.peer().card();
    var record = link.record();
    var heard = link.heard();
    return new PeerLine(
        card.code().value(),
        card.name(),
        card.city(),
        card.url().toString(),
        link.state().name().toLowerCase(Locale.ROOT),
        link.peer().suspended(),
        record.announced(),
        record.position(),
        record.announced() - record.position(),
        record.accepted(),
        sql.refusalCount(card.code().value()),
        heard == null ? -1 : heard.size(),
        record.contactAt(),
        record.verifiedAt(),
        record.problem().code(),
        record.problem().text());
  }
}
