package org.bouclier.node.federation;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.TreeHead;
import org.bouclier.ledger.log.WitnessAnswer;

/**
 * Answers peers who ask for a cosignature, and keeps the evidence if what they bring proves that a
 * ledger has two histories. Thread-safe.
 */
record WitnessDesk(WitnessPost post, PeerRegister register, Intake intake, Clock clock) {

  /** Answers a request; it is not asked who brings it, since the ledger itself has signed it. */
  WitnessAnswer answer(byte[] request) throws IOException {
    var answer = post.answer(request, register::logOf, clock.instant());
    var suspect = answer instanceof WitnessAnswer.Refused refused ? refused.suspect() : null;
    if (suspect != null) {
      suspect.proof().ifPresent(proof -> accuse(proof, suspect.offered()));
    }
    return answer;
  }

  private void accuse(Equivocation proof, Note offered) {
    var origin = TreeHead.parse(offered.text()).origin();
    register
        .linkOf(origin)
        .ifPresent(link -> {
          try {
            proof.verify(link.peer().card().verifier());
          } catch (LedgerException nothing) {
            return; // the ledger's key has changed since: it is not this ledger that is accused
          }
          var fork = new ForkException(proof);
          intake.evidence(link, fork.code(), offered, proof.print());
          var problem = Problem.of(fork);
          intake.state(link, link.update(record -> record.refused(problem, true)));
        });
  }

  /** The last head of a ledger that was cosigned here, for whoever compares. */
  Optional<Note> checkpoint(Hash originHash) throws IOException {
    return post.checkpoint(originHash);
  }
}
