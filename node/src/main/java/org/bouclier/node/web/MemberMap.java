package org.bouclier.node.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;

/**
 * The outlines of the member states for the inline map, read from {@code map/outlines.txt}: one
 * state a line, its code, the longitude and latitude of its capital, then its border. A state
 * without an outline is a member like the others: the page shows it in the table and as a point
 * beside the map.
 *
 * <p>The projection is equirectangular, which is exact enough between 9° and 25° north and needs no
 * explanation: {@code x} grows with longitude, {@code y} with decreasing latitude, {@link #SCALE}
 * units a degree.
 */
public final class MemberMap {

  /** Units of the drawing in one degree. */
  public static final int SCALE = 20;

  private static final double WEST = -13;
  private static final double NORTH = 25.5;

  private static final Map<String, Member> MEMBERS = read();

  private MemberMap() {}

  /**
   * One state on the map.
   *
   * @param code its code
   * @param x its capital, in units from the left
   * @param y its capital, in units from the top
   * @param outline its border, as the {@code points} of an SVG polygon
   */
  public record Member(String code, double x, double y, String outline) {}

  /** The states that have an outline, by code. */
  public static Map<String, Member> members() {
    return MEMBERS;
  }

  /**
   * The path of an arc from one capital to another, bowed to its left so that the two directions do
   * not cover each other.
   */
  public static String arc(Member from, Member to) {
    double middleX = (from.x() + to.x()) / 2 + (to.y() - from.y()) * 0.28;
    double middleY = (from.y() + to.y()) / 2 - (to.x() - from.x()) * 0.28;
    return "M"
        + round(from.x())
        + " "
        + round(from.y())
        + " Q"
        + round(middleX)
        + " "
        + round(middleY)
        + " "
        + round(to.x())
        + " "
        + round(to.y());
  }

  private static Map<String, Member> read() {
    var members = new TreeMap<String, Member>();
    try {
      String text =
          new ClassPathResource("map/outlines.txt").getContentAsString(StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] words = line.split(" ");
        List<String> points = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
          points.add(point(words[i]));
        }
        String[] capital = point(words[1]).split(",");
        members.put(
            words[0],
            new Member(
                words[0],
                Double.parseDouble(capital[0]),
                Double.parseDouble(capital[1]),
                String.join(" ", points)));
      }
    } catch (IOException unreadable) {
      throw new IllegalStateException("map/outlines.txt is unreadable", unreadable);
    }
    return Map.copyOf(members);
  }

  private static String point(String longitudeAndLatitude) {
    String[] parts = longitudeAndLatitude.split(",");
    double x = (Double.parseDouble(parts[0]) - WEST) * SCALE;
    double y = (NORTH - Double.parseDouble(parts[1])) * SCALE;
    return round(x) + "," + round(y);
  }

  private static String round(double value) {
    double tenth = Math.round(value * 10) / 10.0;
    return tenth == Math.rint(tenth) ? Long.toString((long) tenth) : Double.toString(tenth);
  }
}
