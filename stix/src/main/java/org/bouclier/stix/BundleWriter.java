package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/**
 * Writes a bundle to a stream, one object a line, each in canonical form: the same objects in the
 * same order give the same bytes.
 *
 * <pre>{@code
 * {"id":"bundle--...","objects":[
 * {"created":...},
 * {"created":...}
 * ],"type":"bundle"}
 * }</pre>
 *
 * <p>Source: STIX 2.1, section 8. Not thread-safe. {@link #close} ends the bundle and closes the
 * stream; without it the bundle is truncated, which readers notice.
 */
public final class BundleWriter implements AutoCloseable {

  private final OutputStream output;
  private long count;
  private boolean closed;

  /**
   * Starts a bundle.
   *
   * @param output where to write; buffer it
   * @param uuid identifies the bundle
   * @throws IOException if the stream refuses
   */
  public BundleWriter(OutputStream output, UUID uuid) throws IOException {
    this.output = output;
    write("{\"id\":\"" + new StixId("bundle", uuid) + "\"");
  }

  /**
   * Adds one object.
   *
   * @throws IOException if the stream refuses
   */
  public void write(StixObject object) throws IOException {
    write(count++ == 0 ? ",\"objects\":[\n" : ",\n");
    write(object.canonicalJson());
  }

  /** How many objects were added. */
  public long count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (output) {
        write((count == 0 ? "" : "\n]") + ",\"type\":\"bundle\"}\n");
      }
    }
  }

  private void write(String text) throws IOException {
    output.write(text.getBytes(UTF_8));
  }
}
