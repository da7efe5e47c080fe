package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.MalformedPolicyException;
import org.bouclier.border.PolicyComparison;
import org.bouclier.border.PolicyFault;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.accounts.PersonPrincipal;
import org.bouclier.node.web.Page;
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

/** The pages where the policies of the border are read, proposed and put in force. */
@Controller
class PolicyController {

  private static final int VERSIONS = 100;
  private static final int CHANGES = 60;
  private static final String PLACE = "/frontiere/politiques";

  private final Policies policies;

  PolicyController(Policies policies) {
    this.policies = policies;
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping(PLACE)
  String list(Model model) {
    model.addAttribute("present", policies.present());
    model.addAttribute("versions", policies.versions(VERSIONS));
    return "frontier/policies";
  }

  @Allow(Permission.HANDLE_POLICIES)
  @GetMapping(PLACE + "/nouvelle")
  String form(Model model) {
    return form(policies.present().text(), "", List.of(), Optional.empty(), "", model);
  }

  /** Shows what a text would change, and keeps it only if that is asked for. */
  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping(PLACE)
  String propose(
      @RequestParam(defaultValue = "") String texte,
      @RequestParam(defaultValue = "") String motif,
      @RequestParam(defaultValue = "examiner") String action,
      @ModelAttribute("page") Page page,
      Model model,
      RedirectAttributes flash,
      HttpServletResponse response) {
    String text = texte.replace("\r\n", "\n"); // forms send line ends of their own
    try {
      if (action.equals("proposer")) {
        long version = policies.propose(text, motif);
        flash.addFlashAttribute(
            "notice",
            page.say("La version {0} est proposée : une autre personne décide.", version));
        return "redirect:" + PLACE + "/" + version;
      }
      return form(text, motif, List.of(), Optional.of(policies.compare(text)), "", model);
    } catch (MalformedPolicyException malformed) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return form(text, motif, malformed.faults(), Optional.empty(), "", model);
    } catch (PolicyRefusedException refused) {
      response.setStatus(HttpStatus.CONFLICT.value());
      String problem = page.say(refused.getMessage());
      return form(text, motif, List.of(), Optional.empty(), problem, model);
    }
  }

  private String form(
      String text,
      String reason,
      List<PolicyFault> faults,
      Optional<PolicyComparison> comparison,
      String problem,
      Model model) {
    model.addAttribute("text", text);
    model.addAttribute("reason", reason);
    model.addAttribute("faults", faults);
    model.addAttribute("comparison", comparison.orElse(null));
    model.addAttribute("most", CHANGES);
    model.addAttribute("problem", problem);
    model.addAttribute("vocabulary", CedarBorder.vocabulary());
    model.addAttribute("present", policies.present());
    return "frontier/new-policy";
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping(PLACE + "/{version}")
  String detail(@PathVariable long version, Model model) {
    var found = find(version);
    model.addAttribute("policy", found);
    model.addAttribute("present", policies.present());
    model.addAttribute(
        "comparison",
        found.state() == PolicyState.PROPOSED ? policies.compare(found.text()) : null);
    model.addAttribute("most", CHANGES);
    model.addAttribute("own", self().filter(id -> id.equals(found.proposer())).isPresent());
    return "frontier/policy";
  }

  private static Optional<UUID> self() {
    return Actor.current() instanceof PersonPrincipal person
        ? Optional.of(person.id())
        : Optional.empty();
  }

  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping(PLACE + "/{version}/activation")
  String activate(
      @PathVariable long version,
      @RequestParam long remplace,
      @ModelAttribute("page") Page page,
      RedirectAttributes flash) {
    find(version);
    try {
      policies.activate(version, remplace);
      flash.addFlashAttribute("notice", page.say("La version {0} est en vigueur.", version));
    } catch (PolicyRefusedException refused) {
      flash.addFlashAttribute("problem", page.say(refused.getMessage()));
    }
    return "redirect:" + PLACE + "/" + version;
  }

  @Allow(Permission.HANDLE_POLICIES)
  @PostMapping(PLACE + "/{version}/retrait")
  String withdraw(
      @PathVariable long version, @ModelAttribute("page") Page page, RedirectAttributes flash) {
    find(version);
    try {
      policies.withdraw(version);
      flash.addFlashAttribute("notice", page.say("La version {0} est écartée.", version));
    } catch (PolicyRefusedException refused) {
      flash.addFlashAttribute("problem", page.say(refused.getMessage()));
    }
    return "redirect:" + PLACE + "/" + version;
  }

  /** The text as its hash has it, byte for byte. */
  @Allow(Permission.READ_BORDER)
  @GetMapping(PLACE + "/{version}/texte")
  ResponseEntity<byte[]> text(@PathVariable long version) {
    return download(
        "frontiere-" + version + ".cedar",
        new MediaType("text", "plain", UTF_8),
        find(version).text());
  }

  /** Every line of what a proposed text would change. */
  @Allow(Permission.READ_BORDER)
  @GetMapping(PLACE + "/{version}/changements.csv")
  ResponseEntity<byte[]> changes(@PathVariable long version) {
    String rows =
        policies.compare(find(version).text()).changes().stream()
            .map(line ->
                Csv.row(
                    List.of(
                        Wording.of(line.before()),
                        Wording.of(line.after()),
                        Long.toString(line.count()),
                        line.when().stream()
                            .map(one -> one.attribute() + " : " + String.join(", ", one.values()))
                            .collect(Collectors.joining(" ; ")))))
            .collect(
                Collectors.joining(
                    "", Csv.row(List.of("avant", "apres", "questions", "quand")), ""));
    return download("changements-" + version + ".csv", new MediaType("text", "csv", UTF_8), rows);
  }

  private static ResponseEntity<byte[]> download(String name, MediaType type, String text) {
    return ResponseEntity.ok()
        .contentType(type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .body(text.getBytes(UTF_8));
  }

  private PolicyVersion find(long version) {
    return policies
        .find(version)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }
}
