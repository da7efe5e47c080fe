package org.bouclier.node.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.Engine;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveCheck;
import org.bouclier.detect.archive.ArchiveLimits;
import org.bouclier.detect.archive.ArchiveRestore;
import org.bouclier.detect.archive.ArchiveWriter;
import org.bouclier.detect.archive.Hunt;
import org.bouclier.detect.archive.HuntHit;
import org.bouclier.detect.archive.HuntPeriod;
import org.bouclier.detect.archive.HuntSink;
import org.bouclier.detect.archive.LineOrigin;
import org.bouclier.detect.archive.SegmentName;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same archive in a directory and in a bucket of somebody else's store. */
class ArchivePlaceTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ArchiveLimits SMALL =
      new ArchiveLimits(1 << 16, Duration.ofHours(1), 1 << 16, 1 << 12);

  @TempDir private Path folder;

  private static byte[] log() {
    var text = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      text.append("query %d for host-%d.%s\n".formatted(i, i, i % 1_000 == 7 ? "evil.tld" : "aes"));
    }
    return text.toString().getBytes(UTF_8);
  }

  private Archive archive(String name, ObjectStore store) throws Exception {
    return new Archive(
        ArchivePlace.of(name, store.environment(), folder.resolve("work"), Clock.systemUTC())
            .store());
  }

  private static void fill(Archive archive, String name) throws IOException {
    try (var writer = ArchiveWriter.open(archive, SMALL, Clock.systemUTC())) {
      var origin =
          new LineOrigin(writer.newInputId(), name, true, LogFormat.AUTO, LogSource.UNKNOWN);
      writer.appendFile(origin, NOON, new ByteArrayInputStream(log()));
      writer.seal();
      writer.endDay();
    }
  }

  private static List<String> hunt(Archive archive) throws Exception {
    var engine = new Engine();
    engine.replace(
        IndicatorSet.of(
            List.of(new IndicatorEntry(new Indicator(IndicatorKind.DOMAIN, "evil.tld"), 1))));
    var hits = new ArrayList<String>();
    new Hunt(archive, engine, HuntPeriod.ALL, 2)
        .run(
            0,
            new HuntSink() {
              @Override
              public void hit(HuntHit hit) {
                hits.add(hit.place().line() + " " + new String(hit.place().text(), UTF_8));
              }

              @Override
              public void damaged(SegmentName segment, String fault) {
                hits.add("damaged: " + fault);
              }

              @Override
              public void done(SegmentName segment, int done, int of) {}
            });
    return hits;
  }

  @Test
  void an_archive_in_a_bucket_is_hunted_checked_restored_and_pruned_like_one_in_a_directory()
      throws Exception {
    try (var store = new ObjectStore(folder)) {
      Archive disk = archive(folder.resolve("directory").toString(), store);
      Archive bucket = archive("s3://journaux/mali/2026", store);
      fill(disk, "a.log");
      fill(bucket, "a.log");

      assertThat(hunt(bucket)).hasSize(6).isEqualTo(hunt(disk));
      assertThat(bucket.size().rawBytes()).isEqualTo(log().length);
      var faults = new ArrayList<String>();
      ArchiveCheck.Checked checked =
          new ArchiveCheck(bucket).run((key, fault) -> faults.add(fault));
      assertThat(faults).isEmpty();
      assertThat(checked.files()).isEqualTo(1);

      var back = new ByteArrayOutputStream();
      var proofs = new ArrayList<Boolean>();
      new ArchiveRestore(bucket, HuntPeriod.ALL, origin -> true)
          .run(
              new ArchiveRestore.Sink() {
                @Override
                public OutputStream output(LineOrigin origin) {
                  return back;
                }

                @Override
                public void ended(LineOrigin origin, long bytes, boolean proven, byte[] sha256) {
                  proofs.add(proven);
                }

                @Override
                public void damaged(String key, String fault) {
                  faults.add(fault);
                }
              });
      assertThat(back.toByteArray()).isEqualTo(log());
      assertThat(proofs).containsExactly(true);
      assertThat(faults).isEmpty();

      int segments = bucket.segments().size();
      assertThat(segments).isGreaterThan(2);
      assertThat(bucket.prune(NOON, Duration.ofDays(9), 1).segments()).isEqualTo(segments - 1);
      assertThat(bucket.segments()).hasSize(1);
    }
  }

  @Test
  void a_store_that_dies_loses_nothing_that_was_sealed() throws Exception {
    try (var store = new ObjectStore(folder)) {
      Archive bucket = archive("s3://journaux", store);
      fill(bucket, "before.log");
      List<String> before = hunt(bucket);
      store.kill();
      assertThatThrownBy(() -> fill(bucket, "during.log")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> hunt(bucket)).isInstanceOf(IOException.class);
      store.start();
      assertThat(hunt(bucket)).isEqualTo(before);
      fill(bucket, "after.log");
      assertThat(hunt(bucket)).hasSize(2 * before.size());
      assertThat(new ArchiveCheck(bucket).run((key, fault) -> {}).faults()).isZero();
    }
  }

  @Test
  void a_place_that_cannot_be_used_says_why_and_calls_nobody() {
    Map<String, String> none = Map.of();
    assertThatThrownBy(() -> ArchivePlace.of("s3://journaux/mali", none, folder, Clock.systemUTC()))
        .isInstanceOfSatisfying(
            UnusablePlaceException.class,
            why -> assertThat(why.french()).contains("AWS_ENDPOINT_URL"));
    assertThatThrownBy(() -> ArchivePlace.of("s3:///mali", none, folder, Clock.systemUTC()))
        .isInstanceOf(UnusablePlaceException.class);
    Map<String, String> odd =
        Map.of(
            "AWS_ENDPOINT_URL", "ftp://store",
            "AWS_ACCESS_KEY_ID", "a",
            "AWS_SECRET_ACCESS_KEY", "her secret");
    assertThatThrownBy(() -> ArchivePlace.of("s3://journaux", odd, folder, Clock.systemUTC()))
        .isInstanceOf(UnusablePlaceException.class)
        .hasMessageNotContaining("her secret");
  }

  @Test
  void a_directory_that_is_not_there_is_no_archive() throws Exception {
    Path directory = folder.resolve("none");
    var place = ArchivePlace.of(directory.toString(), Map.of(), folder, Clock.systemUTC());
    assertThat(place.exists()).isFalse();
    Files.createDirectories(directory);
    assertThat(place.exists()).isTrue();
  }
}
