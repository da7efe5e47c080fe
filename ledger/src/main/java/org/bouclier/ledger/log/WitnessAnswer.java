package org.bouclier.ledger.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a witness answers. Source: C2SP tlog-witness, "add-checkpoint". */
public sealed interface WitnessAnswer {

  /** The media type of the body of {@link Conflict}. */
  String SIZE_TYPE = "text/x.tlog.size";

  /** The status code of HTTP that says so. */
  int status();

  /** The body of the answer. */
  String body();

  /**
   * Verified, persisted and cosigned.
   *
   * @param lines the cosignatures: the body of the answer
   */
  record Cosigned(String lines) implements WitnessAnswer {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public String body() {
      return lines;
    }
  }

  /**
   * The proof starts at another size than the last one seen.
   *
   * @param size the last one seen: the body of the answer, with a line feed
   */
  record Conflict(long size) implements WitnessAnswer {
    @Override
    public int status() {
      return 409;
    }

    @Override
    public String body() {
      return size + "\n";
    }
  }

  /**
   * Not cosigned.
   *
   * @param status 400 malformed, 403 not signed by the log, 404 unknown log, 422 not consistent
   *     with what was seen
   * @param code stable, for programs
   * @param detail technical
   * @param suspect what the log signed that is not consistent with what was seen; null otherwise
   */
  record Refused(int status, String code, String detail, @Nullable Suspect suspect)
      implements WitnessAnswer {

    @Override
    public String body() {
      return code + ": " + detail + "\n";
    }

    static Refused malformed(String detail) {
      return new Refused(400, "requete-malformee", detail, null);
    }
  }

  /**
   * A signed head that its proof does not lead to.
   *
   * @param seen what was cosigned before; null if nothing
   * @param offered what was refused
   * @param proof that the log has two histories; empty if the proof that came with the head is all
   *     that is wrong, which is no one's fault yet
   */
  record Suspect(@Nullable Note seen, Note offered, Optional<Equivocation> proof) {}
}
