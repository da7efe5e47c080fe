package org.bouclier.border;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bouclier.stix.ObservableId;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixKind;

/** What each identifier becomes when its object, or one that names it, leaves. */
final class Names {

  private final Map<StixId, Draft> drafts;
  private final Form form;
  private final Roles roles;
  private final PseudonymKeys keys;
  private final Predicate<StixId> leaves;
  private final Map<StixId, StixId> renamed = new HashMap<>();

  Names(
      Map<StixId, Draft> drafts,
      Form form,
      Roles roles,
      PseudonymKeys keys,
      Predicate<StixId> leaves) {
    this.drafts = drafts;
    this.form = form;
    this.roles = roles;
    this.keys = keys;
    this.leaves = leaves;
    if (form != Form.WHOLE) {
      renameChanged();
    }
  }

  /** The identifier to write in place of that one. */
  StixId of(StixId id) {
    var other = renamed.get(id);
    if (other != null) {
      return other;
    }
    boolean hashesPerson = form != Form.WHOLE && isObservable(id) && !roles.isAttackers(id);
    if (drafts.containsKey(id) || StixKind.of(id.type()) == StixKind.META) {
      return id;
    }
    if (leaves.test(id) && !hashesPerson) {
      return id;
    }
    return hashesPerson && form == Form.PSEUDONYMISED ? shared(id) : own(id);
  }

  /**
   * Renames the observables that changed, then those that name one of them, since their identifier
   * is a hash of its identifier, and so on until nothing changes.
   */
  private void renameChanged() {
    drafts.forEach((id, draft) -> {
      if (isObservable(id) && draft.isPersonal()) {
        renamed.put(id, changed(id, draft));
      }
    });
    boolean more = true;
    while (more) {
      more = false;
      for (var entry : drafts.entrySet()) {
        var id = entry.getKey();
        if (isObservable(id)
            && !renamed.containsKey(id)
            && entry.getValue().original().references().stream()
                .anyMatch(ref -> !of(ref).equals(ref))) {
          renamed.put(id, form == Form.PSEUDONYMISED ? shared(id) : own(id));
          more = true;
        }
      }
    }
  }

  /** A masked observable is known by its mask: all masked addresses are one. */
  private StixId changed(StixId id, Draft draft) {
    if (form == Form.PSEUDONYMISED) {
      return shared(id);
    }
    return draft.original().references().isEmpty()
        ? ObservableId.of(draft.tree()).orElseGet(() -> own(id))
        : own(id);
  }

  private StixId shared(StixId id) {
    return new StixId(id.type(), keys.sharedUuid(id.toString()));
  }

  private StixId own(StixId id) {
    return new StixId(id.type(), keys.ownUuid(id.toString()));
  }

  private static boolean isObservable(StixId id) {
    return StixKind.of(id.type()) == StixKind.OBSERVABLE;
  }
}
