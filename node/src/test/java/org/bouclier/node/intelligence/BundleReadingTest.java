package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Optional;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/** However many objects a bundle has, those already handed on do not stay in memory. */
class BundleReadingTest {

  private static final int OBJECTS = 6_000;
  private static final int LOOK_EVERY = 2_000;

  @Test
  void an_object_that_was_handed_on_is_let_go() throws IOException {
    var taken = new ArrayList<WeakReference<Draft>>();
    var kept = new ArrayList<Long>();
    var reading =
        new BundleReading(
            Tlp.GREEN,
            Severity.LOW,
            id -> Optional.empty(),
            TestDesk.START,
            BundleReading.Check.NONE);

    reading.read(
        Endless::new,
        new ImportSink() {
          @Override
          public void take(Draft draft) {
            taken.add(new WeakReference<>(draft));
            if (taken.size() % LOOK_EVERY == 0) {
              System.gc(); // clears what only a weak reference holds
              kept.add(taken.stream().filter(one -> one.refersTo(null)).count());
            }
          }

          @Override
          public void refuse(Outcome refusal) {
            throw new AssertionError(refusal);
          }
        });

    assertThat(taken).hasSize(OBJECTS);
    assertThat(kept).hasSize(OBJECTS / LOOK_EVERY);
    for (int i = 0; i < kept.size(); i++) {
      assertThat(kept.get(i)).as("let go at look %s", i).isGreaterThan((i + 1) * LOOK_EVERY - 100);
    }
  }

  /** A bundle that is written while it is read. */
  private static final class Endless extends InputStream {

    private InputStream piece =
        text(
            "{\"type\":\"bundle\",\"id\":\"bundle--b1b1b1b1-0000-4000-8000-000000000001\",\"objects\":[\n");
    private int written;

    @Override
    public int read() {
      throw new UnsupportedOperationException("bundles are read by buffers");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = piece.read(into, from, length);
      if (read >= 0 || written > OBJECTS) {
        return read;
      }
      piece =
          written == OBJECTS
              ? text("]}")
              : text(
                  (written == 0 ? "" : ",\n")
                      + Bundles.domain(written, "n" + written + ".top").canonicalJson());
      written++;
      return piece.read(into, from, length);
    }

    private static InputStream text(String text) {
      return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
  }
}
