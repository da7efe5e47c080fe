package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class MemberMapTest {

  @Test
  void the_three_members_have_an_outline_inside_the_drawing() {
    assertThat(MemberMap.members()).containsOnlyKeys("ML", "BF", "NE");
    for (var member : MemberMap.members().values()) {
      for (String point : member.outline().split(" ")) {
        String[] at = point.split(",");
        assertThat(Double.parseDouble(at[0])).isBetween(0.0, 620.0);
        assertThat(Double.parseDouble(at[1])).isBetween(0.0, 330.0);
      }
    }
  }

  @Test
  void neighbours_share_the_points_of_their_border() {
    var mali = new HashSet<>(Arrays.asList(MemberMap.members().get("ML").outline().split(" ")));
    var niger = new HashSet<>(Arrays.asList(MemberMap.members().get("NE").outline().split(" ")));
    mali.retainAll(niger);
    assertThat(mali).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void the_two_directions_of_an_arc_do_not_cover_each_other() {
    var bamako = MemberMap.members().get("ML");
    var niamey = MemberMap.members().get("NE");
    assertThat(MemberMap.arc(bamako, niamey)).isNotEqualTo(MemberMap.arc(niamey, bamako));
  }
}
