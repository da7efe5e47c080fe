import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bouclier.border.AttributeSpace;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.Form;
import org.bouclier.border.Minimiser;
import org.bouclier.border.MinimisingPolicy;
import org.bouclier.border.PolicyComparison;
import org.bouclier.border.PseudonymKeys;
import org.bouclier.border.Roles;
import org.bouclier.border.StandardPolicy;
import org.bouclier.border.TextScanner;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;

/**
 * The border alone, on one core: persons looked for in real log lines, notes minimised with their
 * second pass, decisions, and a policy worked out and compared. Seconds are those of the thread's
 * own processor time, so that what else runs does not count.
 */
final class BorderScan {

  private static final int RUNS = 3;
  private static final int MEGABYTES = 128;
  private static final int PLANTED_EVERY = 200; // lines
  private static final int NOTES = 4_000;
  private static final List<String> PERSONS =
      List.of(
          "awa.traore@tresor.example.ml",
          "+223 70 12 34 56",
          "FR1420041010050500013M02606",
          "NINA 11987010203045K",
          "C:\\Users\\awa\\Bureau",
          "10.20.30.40");

  private BorderScan() {}

  static void measure(Figures figures) throws Exception {
    var random = new Random(20_260_122);
    var lines = RealData.zeekLines();
    long characters = lines.stream().mapToLong(String::length).sum();
    int count = (int) (MEGABYTES * 1_000_000L * lines.size() / characters);
    int own = scan(text(lines, count, Integer.MAX_VALUE, random)) - 1; // one line in so many: the first
    var text = text(lines, count, PLANTED_EVERY, random);
    int planted = (count + PLANTED_EVERY - 1) / PLANTED_EVERY;
    double[] scan = new double[RUNS];
    for (int run = -1; run < RUNS; run++) { // once to compile
      Figures.say("scan, run " + (run + 1));
      long start = cpu();
      int found = scan(text);
      double seconds = (cpu() - start) / 1e9;
      if (run >= 0) {
        scan[run] = text.length / 1e6 / seconds;
      }
      if (found != own + planted) {
        throw new IllegalStateException(
            found + " found, and not " + own + " of the log's own and " + planted + " planted");
      }
    }
    figures.atLeast(100, "persons looked for in Zeek lines", "MB/s", scan);
    minimise(figures, lines, random);
    decide(figures);
  }

  private static int scan(byte[] text) {
    int found = 0;
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        found += TextScanner.scan(text, from, i).size();
        from = i + 1;
      }
    }
    return found;
  }

  private static byte[] text(List<String> lines, int count, int every, Random random) {
    var text = new ByteArrayOutputStream(MEGABYTES * 1_100_000);
    for (int i = 0; i < count; i++) {
      text.writeBytes(lines.get(i % lines.size()).getBytes(UTF_8));
      if (i % every == 0) {
        text.writeBytes((" " + PERSONS.get(random.nextInt(PERSONS.size())) + " ").getBytes(UTF_8));
      }
      text.write('\n');
    }
    return text.toByteArray();
  }

  /** Notes of twenty lines each, with somebody in every one; made, and read a second time. */
  private static void minimise(Figures figures, List<String> lines, Random random) {
    var notes = new ArrayList<StixObject>();
    long bytes = 0;
    for (int i = 0; i < NOTES; i++) {
      var content =
          String.join("\n", lines.subList(i * 20 % (lines.size() - 20), i * 20 % (lines.size() - 20) + 20))
              + "\nvu par "
              + PERSONS.get(random.nextInt(PERSONS.size()));
      bytes += content.length();
      notes.add(
          StixObject.create(
              new StixId("note", new UUID(0x4000L, 0x8000_0000_0000_0000L | i)),
              java.time.Instant.parse("2026-01-01T00:00:00Z"),
              tree -> {
                tree.put("content", content);
                tree.putArray("object_refs").add("identity--00000000-0000-4000-8000-000000000001");
              }));
    }
    var minimiser =
        new Minimiser(MinimisingPolicy.STANDARD, new PseudonymKeys(new byte[32], new byte[32]));
    double[] speed = new double[RUNS];
    for (int run = -1; run < RUNS; run++) {
      Figures.say("minimise, run " + (run + 1));
      long start = cpu();
      var made =
          minimiser.minimise(notes, Form.REDACTED, Roles.unknown(), id -> true, id -> true);
      double seconds = (cpu() - start) / 1e9;
      if (made.objects().size() != NOTES || !made.withheld().isEmpty()) {
        throw new IllegalStateException(made.withheld().toString());
      }
      if (run >= 0) {
        speed[run] = bytes / 1e6 / seconds;
      }
    }
    figures.plain("notes minimised: JSON read, two passes, JSON written", "MB/s", speed);
  }

  private static void decide(Figures figures) {
    var text = StandardPolicy.textOf("ML");
    double[] ready = new double[RUNS];
    double[] speed = new double[RUNS];
    double[] compared = new double[RUNS];
    var questions = AttributeSpace.requests().toList();
    var fewer = CedarBorder.of(text.replace("Public::\"communauté\"", "Public::\"public\""));
    for (int run = -1; run < RUNS; run++) {
      Figures.say("decide, run " + (run + 1));
      long start = cpu();
      var border = CedarBorder.of(text);
      long read = cpu();
      long allowed = questions.stream().filter(request -> border.form(request).isPresent()).count();
      long done = cpu();
      var changes = PolicyComparison.between(border, fewer).changes();
      long end = cpu();
      if (allowed == 0 || allowed == questions.size() || changes.isEmpty()) {
        throw new IllegalStateException("nothing was decided");
      }
      if (run >= 0) {
        ready[run] = (read - start) / 1e9;
        speed[run] = questions.size() / ((done - read) / 1e9);
        compared[run] = (end - done) / 1e9;
      }
    }
    figures.plain("a policy read, validated, and asked of every combination", "s", ready);
    figures.plain("decisions, each of another question", "decisions/s", speed);
    figures.plain("two policies compared over the whole space", "s", compared);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
