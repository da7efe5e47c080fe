import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes that know each other, 100,000 indicators in force in each. How long from a
 * confirmation in Mali until the engines of Burkina Faso and Niger look for it.
 *
 * <p>The clock starts before the request that confirms is sent. The engines are asked every few
 * milliseconds how many indicators they look for: the n-th that appears is counted against the n-th
 * that was confirmed.
 */
final class Propagation {

  private static final int BASE = 100_000;
  private static final int CONFIRMED = 1_000;
  private static final int RUNS = 3;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LOOK_MILLIS = 10;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final List<String> OTHERS = List.of("BF", "NE");

  private Propagation() {}

  static void measure(Figures figures) throws Exception {
    Path directory = RunningNode.freshDirectory();
    var paced = new ArrayList<double[]>();
    var atOnce = new ArrayList<double[]>();
    try (var mali = RunningNode.start("ML", directory.resolve("ML"));
        var burkina = RunningNode.start("BF", directory.resolve("BF"));
        var niger = RunningNode.start("NE", directory.resolve("NE"))) {
      var nodes = List.of(mali, burkina, niger);
      introduce(nodes);
      for (RunningNode node : nodes) {
        Figures.say("importing " + BASE + " indicators");
        node.importList("fonds", RealData.indicators(0, BASE), "confirmed");
        node.awaitIndicators(BASE);
      }
      var fresh = new ArrayList<>(RealData.indicators(1, BASE));
      Collections.shuffle(fresh, new Random(2026)); // the list is sorted: take every kind
      var others = List.of(burkina, niger);
      verify(mali, others, propose(mali, "essai", fresh.subList(0, CONFIRMED)));
      for (int run = 0; run < RUNS; run++) {
        Figures.say("run " + (run + 1));
        int from = CONFIRMED * (2 * run + 1);
        var one = propose(mali, "un-a-un-" + run, fresh.subList(from, from + CONFIRMED));
        paced.add(delays(mali, others, one, false));
        var all =
            propose(mali, "ensemble-" + run, fresh.subList(from + CONFIRMED, from + 2 * CONFIRMED));
        atOnce.add(delays(mali, others, all, true));
      }
    }
    RunningNode.delete(directory);
    tell(figures, "20 a second", paced);
    tell(figures, "1,000 in one request", atOnce);
  }

  private static void tell(Figures figures, String how, List<double[]> runs) {
    figures.plain(how + ": p50", "s", quantiles(runs, 0.5));
    figures.atMost(2, how + ": p99", "s", quantiles(runs, 0.99));
    figures.plain(how + ": slowest", "s", quantiles(runs, 1));
  }

  private static double[] quantiles(List<double[]> runs, double part) {
    return runs.stream().mapToDouble(samples -> Figures.quantile(samples, part)).toArray();
  }

  private static void introduce(List<RunningNode> nodes) throws IOException, InterruptedException {
    for (RunningNode from : nodes) {
      var card = from.get("/api/v1/site/card");
      for (RunningNode to : nodes) {
        if (to != from) {
          to.post("/api/v1/peers", card);
        }
      }
    }
  }

  /** Imports without confirming; gives the identifiers. */
  private static List<String> propose(RunningNode node, String name, List<String> values)
      throws IOException, InterruptedException {
    node.importList(name, values, "proposed");
    var ids = new ArrayList<String>();
    node.get("/api/v1/indicators?status=proposed&limit=1000&source=" + name)
        .path("items")
        .forEach(item -> ids.add(item.path("id").stringValue()));
    if (ids.size() != values.size()) {
      throw new IllegalStateException(ids.size() + " proposed instead of " + values.size());
    }
    return ids;
  }

  /** The engines must really match what arrived: a log line in each gives an alert. */
  private static void verify(RunningNode mali, List<RunningNode> others, List<String> ids)
      throws Exception {
    delays(mali, others, ids, true);
    String value =
        mali.get("/api/v1/indicators?limit=1000&source=essai")
            .path("items")
            .valueStream()
            .map(item -> item.path("value").stringValue(""))
            .filter(text -> text.matches("[a-z0-9-]{3,30}\\.[a-z]{2,6}"))
            .findFirst()
            .orElseThrow();
    for (RunningNode other : others) {
      var shipper = new Shipper(other, "essai");
      shipper.send(
          List.of(
              "{\"_path\":\"dns\",\"ts\":\"2026-01-01T00:00:00Z\",\"query\":\"" + value + "\"}"),
          1,
          1);
      shipper.awaitDetected(1);
      var alerts = other.get("/api/v1/alerts?kind=INDICATOR&q=" + value).path("alerts");
      if (alerts.size() != 1) {
        throw new IllegalStateException("no alert on " + value + ": " + alerts);
      }
    }
  }

  /** Confirms, and gives the seconds until each detects in each of the others. */
  private static double[] delays(
      RunningNode mali, List<RunningNode> others, List<String> ids, boolean atOnce)
      throws Exception {
    int[] before = new int[others.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = others.get(i).detection().path("indicators").asInt();
    }
    var seen = new long[others.size()][ids.size()];
    var watchers = new ArrayList<Thread>();
    for (int i = 0; i < before.length; i++) {
      int which = i;
      watchers.add(
          Thread.startVirtualThread(() -> watch(others.get(which), before[which], seen[which])));
    }
    long[] confirmed = new long[ids.size()];
    if (atOnce) {
      Arrays.fill(confirmed, System.nanoTime());
      mali.post("/api/v1/indicators/confirm", Map.of("ids", ids));
    } else {
      long start = System.nanoTime();
      for (int i = 0; i < confirmed.length; i++) {
        TimeUnit.NANOSECONDS.sleep(start + i * PACE_NANOS - System.nanoTime());
        confirmed[i] = System.nanoTime();
        mali.post("/api/v1/indicators/" + ids.get(i) + "/confirm", Map.of());
      }
    }
    for (Thread watcher : watchers) {
      watcher.join();
    }
    var delays = new double[others.size() * ids.size()];
    for (int i = 0; i < delays.length; i++) {
      long at = seen[i / ids.size()][i % ids.size()];
      if (at == 0) {
        throw new IllegalStateException(
            "not every indicator reached " + OTHERS.get(i / ids.size()));
      }
      delays[i] = (at - confirmed[i % ids.size()]) / 1e9;
    }
    return delays;
  }

  private static void watch(RunningNode node, int before, long[] seen) {
    int known = 0;
    long last = System.nanoTime();
    try {
      while (known < seen.length && System.nanoTime() - last < PATIENCE_NANOS) {
        int now = node.detection().path("indicators").asInt() - before;
        long at = System.nanoTime();
        while (known < Math.min(now, seen.length)) {
          seen[known++] = at;
          last = at;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (IOException | InterruptedException away) {
      Figures.say("a node no longer answers: " + away);
    }
  }
}
