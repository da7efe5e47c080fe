package org.bouclier.node.detection;

import java.util.Map;
import java.util.Optional;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.accounts.SourceTokens;
import org.springframework.transaction.support.TransactionOperations;

/** What people and programs do with sources; each act is audited in its own transaction. */
final class SourceDesk {

  private final Sources sources;
  private final SourceTokens tokens;
  private final Audit audit;
  private final TransactionOperations transaction;

  SourceDesk(Sources sources, SourceTokens tokens, Audit audit, TransactionOperations transaction) {
    this.sources = sources;
    this.tokens = tokens;
    this.audit = audit;
    this.transaction = transaction;
  }

  /** Declares a source; empty if another has that name. */
  Optional<Source> declare(SourceDraft draft) {
    Optional<Source> declared =
        transaction.execute(status -> {
          Optional<Source> made = sources.declare(draft);
          made.ifPresent(
              source -> audit.record("sources.declare", source.name(), facts(draft, true)));
          return made;
        });
    return declared == null ? Optional.empty() : declared;
  }

  /** Changes a source; false if there is none of that name. */
  boolean change(SourceDraft draft, boolean enabled) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean changed = sources.change(draft, enabled);
          if (changed) {
            audit.record("sources.change", draft.name(), facts(draft, enabled));
          }
          return changed;
        }));
  }

  /** Makes a token by which a shipper sends for this source only; audited where tokens are made. */
  String token(Source source) {
    return tokens.make(source.name());
  }

  private static Map<String, String> facts(SourceDraft draft, boolean enabled) {
    return Map.of(
        "format", draft.format().name(),
        "product", draft.product(),
        "category", draft.category(),
        "service", draft.service(),
        "enabled", Boolean.toString(enabled));
  }
}
