package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.bouclier.ledger.log.Note;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.AllowSignedIn;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The peers: who is up to date, who is late, whose ledger is refused, and what to do. */
@Controller
class PeersController {

  private static final int HEADS = 10;
  private static final int REFUSALS = 50;

  private final PeerCard own;
  private final PeerRegister register;
  private final FederationSql sql;
  private final Pulls pulls;
  private final Cosigners cosigners;
  private final ExportLog log;

  PeersController(
      PeerCard own,
      PeerRegister register,
      FederationSql sql,
      Pulls pulls,
      Cosigners cosigners,
      ExportLog log) {
    this.own = own;
    this.register = register;
    this.sql = sql;
    this.pulls = pulls;
    this.cosigners = cosigners;
    this.log = log;
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs")
  String list(Model model) {
    return list("", "", model);
  }

  private String list(String typed, String problem, Model model) {
    model.addAttribute("peers", register.list());
    model.addAttribute("withheld", log.withheld().orElse(null));
    model.addAttribute("typed", typed);
    model.addAttribute("refused", problem);
    return "federation/peers";
  }

  /** The table alone, for the live page. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs/fragment")
  String fragment(Model model) {
    model.addAttribute("peers", register.list());
    return "federation/table";
  }

  /** The link line at the top of every page. */
  @AllowSignedIn
  @GetMapping("/pairs/ligne")
  String line() {
    return "web/linkline";
  }

  /** This node's own card, to print and to read aloud. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs/fiche")
  String card(Model model) {
    model.addAttribute("card", own);
    model.addAttribute("fingerprint", own.fingerprint());
    return "federation/card";
  }

  /** Shows whose card was pasted, and the fingerprint to compare, before anything is kept. */
  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs/verification")
  String check(
      @ModelAttribute("page") Page page,
      @RequestParam String fiche,
      Model model,
      HttpServletResponse response) {
    try {
      var card = PeerCard.parse(fiche);
      model.addAttribute("card", card);
      model.addAttribute("fingerprint", card.fingerprint());
      return "federation/check";
    } catch (MalformedCardException malformed) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return list(fiche, String.valueOf(malformed.getMessage()), model);
    }
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs")
  String add(
      @ModelAttribute("page") Page page,
      @RequestParam String fiche,
      Model model,
      RedirectAttributes shown,
      HttpServletResponse response) {
    try {
      var peer = register.add(PeerCard.parse(fiche));
      shown.addFlashAttribute(
          "notice",
          page.say(
              "{0} est un pair. L’échange commence dès que son équipe a ajouté votre fiche.",
              peer.card().name()));
      return "redirect:/pairs/" + peer.card().code();
    } catch (MalformedCardException | RefusedPeerException refused) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return list(fiche, String.valueOf(refused.getMessage()), model);
    }
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs/{code}")
  String peer(@PathVariable String code, Model model) {
    var link = link(code);
    var heard = link.heard();
    var record = link.record();
    model.addAttribute("peer", link.view());
    model.addAttribute("problem", record.problem());
    model.addAttribute("accepted", record.accepted());
    model.addAttribute("passed", record.passed());
    model.addAttribute("heardSize", heard == null ? -1L : heard.size());
    model.addAttribute("heardAt", heard == null ? null : heard.at());
    model.addAttribute("heads", sql.heads(link.peer().id(), HEADS));
    model.addAttribute("cosigned", cosigned(link));
    model.addAttribute("standing", cosigners.standing(link.peer().card().code()));
    model.addAttribute("kinds", sql.kinds(code));
    model.addAttribute("refusals", sql.refusals(code, -1, REFUSALS));
    model.addAttribute("refusalCount", sql.refusalCount(code));
    model.addAttribute("evidence", sql.evidence(code));
    model.addAttribute("fingerprint", link.peer().card().fingerprint());
    return "federation/peer";
  }

  /** The newest cosigned head; who cosigned it is looked up anew, as witnesses come and go. */
  private @Nullable CosignedHead cosigned(PeerLink link) {
    return sql.cosigned(link.peer().id())
        .map(head ->
            new CosignedHead(
                head.size(), head.note(), register.cosigned(Note.parse(head.note())), head.at()))
        .orElse(null);
  }

  /** The confederation's keys, for whoever checks a ledger without a node. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs/politique")
  ResponseEntity<byte[]> policy() {
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "plain", UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename("politique-de-confiance.txt")
                .build()
                .toString())
        .body(TrustText.of(register.cards()).getBytes(UTF_8));
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs/{code}/suspension")
  String suspend(
      @ModelAttribute("page") Page page, @PathVariable String code, RedirectAttributes shown) {
    register.suspend(link(code).peer().card().code());
    shown.addFlashAttribute(
        "notice", page.say("L’échange avec {0} est suspendu, dans les deux sens.", code));
    return "redirect:/pairs/" + code;
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs/{code}/reprise")
  String resume(
      @ModelAttribute("page") Page page, @PathVariable String code, RedirectAttributes shown) {
    register.resume(link(code).peer().card().code());
    pulls.hasten(new StateCode(code));
    shown.addFlashAttribute(
        "notice", page.say("Le registre de {0} est de nouveau lu et vérifié.", code));
    return "redirect:/pairs/" + code;
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs/{code}/essai")
  String retry(
      @ModelAttribute("page") Page page, @PathVariable String code, RedirectAttributes shown) {
    pulls.hasten(link(code).peer().card().code());
    shown.addFlashAttribute("notice", page.say("Nouvel essai avec {0}.", code));
    return "redirect:/pairs/" + code;
  }

  @Allow(Permission.HANDLE_PEERS)
  @PostMapping("/pairs/{code}/retrait")
  String remove(
      @ModelAttribute("page") Page page, @PathVariable String code, RedirectAttributes shown) {
    register.remove(link(code).peer().card().code());
    shown.addFlashAttribute(
        "notice", page.say("{0} n’est plus un pair. Ce qui en fut reçu est conservé.", code));
    return "redirect:/pairs";
  }

  /** What a peer signed that contradicts itself, to hand to the others. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/pairs/preuves/{id}")
  ResponseEntity<byte[]> evidence(@PathVariable UUID id) {
    var found =
        sql.evidence(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    var text = found.proof().isEmpty() ? found.seen() + "\n" + found.offered() : found.proof();
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "plain", UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(found.state() + "-" + found.refusal() + ".txt")
                .build()
                .toString())
        .body(text.getBytes(UTF_8));
  }

  private PeerLink link(String code) {
    return StateCode.of(code)
        .flatMap(register::link)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }
}
