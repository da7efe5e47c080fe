import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What one benchmark measured: one line a figure, the median of its runs first. */
final class Figures {

  private final String name;
  private final List<String> lines = new ArrayList<>();

  Figures(String name) {
    this.name = name;
  }

  /** A figure that must not exceed a limit. */
  void atMost(double limit, String what, String unit, double... runs) {
    add(what, unit, runs, "<= " + text(limit), median(runs) <= limit);
  }

  /** A figure that must reach a limit. */
  void atLeast(double limit, String what, String unit, double... runs) {
    add(what, unit, runs, ">= " + text(limit), median(runs) >= limit);
  }

  /** A figure that has no limit: what the machine could do, or what explains another. */
  void plain(String what, String unit, double... runs) {
    lines.add(line(what, unit, runs, "", ""));
  }

  /** Tells a person who waits what is being done. */
  static void say(String what) {
    System.err.println("  " + what);
  }

  private void add(String what, String unit, double[] runs, String limit, boolean kept) {
    lines.add(line(what, unit, runs, limit, kept ? "yes" : "**no**"));
  }

  private static String line(String what, String unit, double[] runs, String limit, String kept) {
    String all =
        runs.length == 1
            ? ""
            : String.join(" ", Arrays.stream(runs).mapToObj(Figures::text).toList());
    return "| "
        + what
        + " | "
        + text(median(runs))
        + " "
        + unit
        + " | "
        + all
        + " | "
        + limit
        + " | "
        + kept
        + " |";
  }

  /** The table, in Markdown. */
  String table() {
    return "\n### "
        + name
        + "\n\n| what | median | runs | limit | kept |\n|---|---|---|---|---|\n"
        + String.join("\n", lines)
        + "\n";
  }

  static double median(double... runs) {
    double[] sorted = runs.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The value below which a part of the sorted samples lies. */
  static double quantile(double[] samples, double part) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(part * sorted.length) - 1)];
  }

  private static String text(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
