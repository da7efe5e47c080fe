package org.bouclier.node.intelligence;

import java.util.Map;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.site.PagesAddress;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.WebRequest;

/** The block lists for people: what they are, how they are loaded, what they hold back. */
@Controller
class OutputController {

  private static final int HELD_SHOWN = 100;

  private final BlockLists lists;
  private final OutputSql read;
  private final OutputApi api;
  private final PagesAddress pages;

  OutputController(BlockLists lists, OutputSql read, OutputApi api, PagesAddress pages) {
    this.lists = lists;
    this.read = read;
    this.api = api;
    this.pages = pages;
  }

  @Allow(Permission.READ_OUTPUTS)
  @GetMapping("/sorties")
  String page(WebRequest request, Model model) {
    var current = lists.current();
    model.addAttribute("version", current.map(BlockLists.Current::version).orElse(null));
    model.addAttribute("outputs", current.map(BlockLists.Current::outputs).orElse(Map.of()));
    model.addAttribute("key", lists.verifierKey());
    model.addAttribute("counts", read.heldCounts());
    model.addAttribute("held", read.held(HELD_SHOWN));
    model.addAttribute("base", pages.fromOutside().toString());
    return "intelligence/outputs";
  }

  /** The same file as programs fetch, for a person signed in. */
  @Allow(Permission.READ_OUTPUTS)
  @GetMapping("/sorties/{form}")
  ResponseEntity<Resource> download(@PathVariable String form, WebRequest request) {
    return api.one(form, request);
  }
}
