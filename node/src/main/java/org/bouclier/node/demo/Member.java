package org.bouclier.node.demo;

import java.util.List;

/**
 * A state that takes part in the demonstration.
 *
 * @param code its code
 * @param name how its node is called
 * @param city where its team sits
 */
public record Member(String code, String name, String city) {

  /** The three states of the confederation today. */
  public static final List<Member> THREE =
      List.of(
          new Member("ML", "Nœud national du Mali", "Bamako"),
          new Member("BF", "Nœud national du Burkina Faso", "Ouagadougou"),
          new Member("NE", "Nœud national du Niger", "Niamey"));
}
