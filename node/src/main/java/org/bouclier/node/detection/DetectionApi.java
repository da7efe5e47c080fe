package org.bouclier.node.detection;

import org.bouclier.detect.Engine;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.Position;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the engine looks for at this moment, for programs. */
@RestController
class DetectionApi {

  private final Engine engine;
  private final RuleFolder rules;
  private final DetectionWorker worker;
  private final Journal journal;

  DetectionApi(Engine engine, RuleFolder rules, DetectionWorker worker, Journal journal) {
    this.engine = engine;
    this.rules = rules;
    this.worker = worker;
    this.journal = journal;
  }

  /**
   * The engine at work; asked of the engine itself, not of the database.
   *
   * @param indicators how many it looks for
   * @param rules how many Sigma rules are in force
   * @param rulesRefused how many could not be compiled
   * @param waitingBytes of lines that were acknowledged and not looked at yet
   */
  record Standing(int indicators, int rules, int rulesRefused, long waitingBytes) {}

  @Allow(Permission.READ_ALERTS)
  @GetMapping(path = "/api/v1/detection", produces = MediaType.APPLICATION_JSON_VALUE)
  Standing standing() {
    Position done = worker.done();
    return new Standing(
        engine.indicators().size(),
        engine.rules().size(),
        rules.loaded().refusals().size(),
        journal.backlogBytes(done == null ? journal.start() : done));
  }
}
