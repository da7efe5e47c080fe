package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouclier.detect.Indicator;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;

/**
 * What a peer may say, and in whose name. That a message comes from a peer is proven; that each
 * object in it is the peer's to say is not. The identifiers that states give follow from public
 * data, and whoever is first to say an object owns it here ({@link Verdict}): without this, a peer
 * could take the identifier of an indicator before its true author speaks, and so silence it.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>no object is, or names as its author, the identity of another state that we know;
 *   <li>no indicator has the identifier that another such state would give it: of a value that
 *       people make there, or of a list that is known here;
 *   <li>a sighting has the identifier that the peer gives its own count.
 * </ul>
 *
 * <p>Objects of third parties, such as an open feed's that a peer passes on, stay allowed.
 */
final class PeerClaims implements BundleReading.Check {

  private final StateIdentity peer;
  private final Map<StixId, StateCode> others;
  private final List<StateIdentity> identities = new ArrayList<>();
  private final Set<String> lists;

  /**
   * Takes what it needs.
   *
   * @param from who speaks
   * @param known every state that we know, ourselves among them
   * @param lists the names of the lists that indicators are made from here
   */
  PeerClaims(StateCode from, Collection<StateCode> known, Collection<String> lists) {
    this.peer = new StateIdentity(from);
    var states = new HashSet<>(known);
    states.remove(from);
    this.others =
        states.stream().collect(Collectors.toMap(state -> new StateIdentity(state).id(), s -> s));
    states.forEach(state -> identities.add(new StateIdentity(state)));
    this.lists = Set.copyOf(lists);
  }

  @Override
  public void check(StixObject object, Draft draft) throws Refusal.Refused {
    var author = others.get(object.createdBy().orElse(object.id()));
    if (author == null) {
      author = others.get(object.id());
    }
    if (author != null) {
      throw new Refusal.Refused(
          "intelligence.other-author", "dit au nom d’un autre État que l’expéditeur : " + author);
    }
    if (draft.isIndicator() && isAnothers(object.id(), draft.values())) {
      throw new Refusal.Refused(
          "intelligence.other-identifier",
          "identifiant qu’un autre État que l’expéditeur donne à cette valeur");
    }
    var seen = draft.seen();
    if (object.type().equals("sighting")
        && (seen == null || !object.id().equals(peer.sighting(seen.of())))) {
      throw new Refusal.Refused(
          "intelligence.other-count",
          "observation dont l’identifiant n’est pas celui d’un décompte de l’expéditeur");
    }
  }

  /** An identifier that follows from a value is of version 5 (RFC 9562), and of one value only. */
  private boolean isAnothers(StixId id, List<Indicator> values) {
    if (id.uuid().version() != 5 || values.size() != 1) {
      return false;
    }
    var value = values.getFirst();
    return identities.stream()
        .anyMatch(state ->
            state.made(value).anyMatch(id::equals)
                || lists.stream().anyMatch(list -> state.indicator(list, value).equals(id)));
  }
}
