package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
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
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Orders to erase: given on the page of a crossing, followed on a page of their own. */
@Controller
class ErasureController {

  private static final int ROWS = 200;
  private static final Pattern NUMBER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ./°_-]{0,59}");

  private final ErasureDesk erasures;
  private final ExportLog log;
  private final Clock clock;

  ErasureController(ErasureDesk erasures, ExportLog log, Clock clock) {
    this.erasures = erasures;
    this.log = log;
    this.clock = clock;
  }

  /** The form as it came. */
  record Form(String fondement, String decision, @Nullable Integer jours, boolean confirme) {

    Form {
      fondement = fondement == null ? "" : fondement.strip();
      decision = decision == null ? "" : decision.strip();
    }

    /** What is wrong with it, in French. */
    Optional<String> problem() {
      if (!NUMBER.matcher(decision).matches()) {
        return Optional.of("Donnez le numéro de la décision, en 60 caractères au plus.");
      }
      if (fondement.length() > ErasureOrder.MAX_LAW
          || fondement.chars().anyMatch(Character::isISOControl)) {
        return Optional.of("Le fondement tient sur une ligne de 300 caractères au plus.");
      }
      if (jours == null || jours < 1 || jours > FrontierSettings.MAX_DAYS) {
        return Optional.of("Donnez un délai de 1 à 365 jours.");
      }
      return confirme ? Optional.empty() : Optional.of("Cochez la confirmation.");
    }
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/effacements")
  String list(Model model) {
    model.addAttribute("erasures", erasures.list(ROWS));
    model.addAttribute("now", clock.instant());
    return "frontier/erasures";
  }

  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping("/frontiere/{id}/effacement")
  String order(
      @PathVariable UUID id,
      Form form,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    var problem = form.problem().or(() -> carryOut(id, form));
    if (problem.isPresent()) {
      flash.addFlashAttribute("problem", page.say(problem.get()));
      flash.addFlashAttribute("law", form.fondement());
      flash.addFlashAttribute("decision", form.decision());
    } else {
      flash.addFlashAttribute(
          "notice",
          page.say("Le contenu est effacé ici, et l’ordre part à ceux qui l’avaient reçu."));
    }
    return "redirect:/frontiere/" + id;
  }

  private Optional<String> carryOut(UUID id, Form form) {
    var patience = Duration.ofDays(form.jours() == null ? 0 : form.jours());
    return switch (erasures.order(id, form.fondement(), form.decision(), patience)) {
      case ORDERED -> Optional.empty();
      case UNKNOWN -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
      case NOT_CONTENT ->
          Optional.of("Cette feuille est un ordre ou un accusé : elle n’a rien à effacer.");
      case ALREADY -> Optional.of("Ce contenu est déjà effacé.");
    };
  }

  /** What left, as it left: sealed. Readable only by its recipients; gone once erased. */
  @Allow(Permission.READ_BORDER)
  @GetMapping("/frontiere/{id}/pli")
  ResponseEntity<Resource> sealed(@PathVariable UUID id, @ModelAttribute("page") Page page)
      throws IOException {
    var target =
        erasures.target(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    if (target.erased()) {
      return gone(page, id);
    }
    var object = target.ciphertext();
    if (object == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    try {
      long bytes = log.objectBytes(object);
      InputStream content = log.spool().read(object, 0, Long.MAX_VALUE);
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_OCTET_STREAM)
          .contentLength(bytes)
          .header(
              HttpHeaders.CONTENT_DISPOSITION,
              ContentDisposition.attachment().filename(object.hex() + ".age").build().toString())
          .body(new InputStreamResource(content));
    } catch (NoSuchFileException absent) { // it has expired, or is being erased right now
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, absent.getMessage(), absent);
    }
  }

  private ResponseEntity<Resource> gone(Page page, UUID id) {
    var decision = erasures.of(id).map(Erasure::decision).orElse("");
    var reason =
        page.say("Ce contenu a été effacé sur ordre de l’autorité, décision {0}.", decision);
    return ResponseEntity.status(HttpStatus.GONE)
        .contentType(new MediaType("text", "plain", UTF_8))
        .body(new ByteArrayResource((reason + "\n").getBytes(UTF_8)));
  }
}
