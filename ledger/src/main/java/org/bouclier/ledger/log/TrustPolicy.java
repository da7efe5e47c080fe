package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures make a head worth believing: some logs, some witnesses, and how many of the
 * witnesses must have cosigned.
 *
 * <pre>{@code
 * log bouclier.ml/exports+1a2b3c4d+AQ... https://noeud.example.ml/log/v1/
 * witness BF temoin.bf+5e6f7a8b+Bg... https://noeud.example.bf/log/v1/witness
 * witness NE temoin.ne+9c0d1e2f+Bg...
 * group voisins any BF NE
 * quorum voisins
 * }</pre>
 *
 * <p>Source: C2SP tlog-policy, commit 5ba5ee8. Immutable and thread-safe.
 */
public final class TrustPolicy {

  /** A longer policy is refused: 256 post-quantum witnesses with their addresses fit. */
  public static final int MAX_BYTES = 1 << 20;

  static final String NO_QUORUM = "none";

  private final List<Log> logs;
  private final List<Witness> witnesses;
  private final Map<String, Group> groups; // in the order of their lines
  private final String quorum;

  TrustPolicy(List<Log> logs, List<Witness> witnesses, Map<String, Group> groups, String quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = List.copyOf(witnesses);
    this.groups = new LinkedHashMap<>(groups);
    this.quorum = quorum;
  }

  /**
   * A log whose heads are believed.
   *
   * @param url where it is, if the policy says so
   */
  public record Log(NoteVerifier key, Optional<String> url) {}

  /**
   * A witness.
   *
   * @param name by which the policy speaks of it: octets, one a char; {@link #label} is to be read
   * @param url where it takes heads to cosign, if the policy says so
   */
  public record Witness(String name, NoteVerifier key, Optional<String> url) {

    /** The name for a person: its octets as UTF-8. */
    public String label() {
      return TrustPolicyParser.utf8(name);
    }
  }

  /** Has seen a head if so many of its members have. */
  record Group(int threshold, List<String> members) {}

  /** A witness's verified cosignature, and when it says that it made it, by its own clock. */
  public record Seen(Witness witness, Instant at) {}

  /**
   * What a policy says of a head.
   *
   * @param checkpoint the head, signed by one of the logs
   * @param seen the witnesses that have cosigned it, in the order of the policy
   * @param quorum whether they are enough
   */
  public record Judgement(Checkpoint checkpoint, List<Seen> seen, boolean quorum) {}

  /**
   * Reads the text form.
   *
   * @throws MalformedLogException if it is not a policy; the message names the line
   */
  public static TrustPolicy parse(byte[] policy) {
    return new TrustPolicyParser().parse(policy);
  }

  /** Reads a policy that is already text. Same refusals as {@link #parse(byte[])}. */
  public static TrustPolicy parse(String policy) {
    return parse(policy.getBytes(UTF_8));
  }

  /** The logs, in the order of their lines. */
  public List<Log> logs() {
    return logs;
  }

  /** The witnesses, in the order of their lines. */
  public List<Witness> witnesses() {
    return witnesses;
  }

  /** Whether this policy asks for any cosignature at all. */
  public boolean asksForWitnesses() {
    return !quorum.equals(NO_QUORUM);
  }

  /** The log of that origin. */
  public Optional<Log> log(String origin) {
    return logs.stream().filter(log -> log.key().name().equals(origin)).findFirst();
  }

  /**
   * Judges a head of one of the logs.
   *
   * @throws UntrustedNoteException if no log of this policy signs it, or if the line of a log or a
   *     witness of this policy does not verify: such a note is malformed
   * @throws LedgerException as {@link Checkpoint#open}
   */
  public Judgement judge(Note note) {
    var signing =
        logs.stream().filter(log -> note.signatures().stream().anyMatch(log.key()::claims));
    var log =
        signing
            .findFirst()
            .orElseThrow(() ->
                new UntrustedNoteException(
                    "signed by none of " + logs.stream().map(each -> each.key().name()).toList()));
    return judge(note, log.key());
  }

  /** Judges a head of a log that is known from elsewhere: see {@link #judge(Note)}. */
  public Judgement judge(Note note, NoteVerifier log) {
    var checkpoint = Checkpoint.open(note, log);
    var seen = new ArrayList<Seen>();
    var sawIt = new HashMap<String, Boolean>();
    for (Witness witness : witnesses) {
      var at = cosigned(note, witness.key());
      if (at != null) {
        seen.add(new Seen(witness, at));
      }
      sawIt.put(witness.name(), at != null);
    }
    groups.forEach((name, group) -> {
      long members = group.members().stream().filter(sawIt::get).count();
      sawIt.put(name, members >= group.threshold());
    });
    boolean enough = !asksForWitnesses() || Boolean.TRUE.equals(sawIt.get(quorum));
    return new Judgement(checkpoint, List.copyOf(seen), enough);
  }

  private static @Nullable Instant cosigned(Note note, NoteVerifier witness) {
    Instant newest = null;
    for (NoteSignature signature : note.signatures()) {
      if (witness.claims(signature)) {
        var at = witness.time(note.text(), signature).orElseThrow(); // a witness's key has a time
        newest = newest == null || at.isAfter(newest) ? at : newest;
      }
    }
    return newest;
  }
}
