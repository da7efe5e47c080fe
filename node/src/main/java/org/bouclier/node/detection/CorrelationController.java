package org.bouclier.node.detection;

import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page of what correlations keep and what they let go of. */
@Controller
class CorrelationController {

  private final DetectionWorker worker;

  CorrelationController(DetectionWorker worker) {
    this.worker = worker;
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/sources/correlations")
  String show(Model model) {
    model.addAttribute("standing", worker.correlations());
    return "detection/correlations";
  }
}
