package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bouclier.ledger.log.CosignedFile;
import org.bouclier.ledger.log.DamagedLogException;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.RollbackException;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.log.UntrustedNoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registers on sticks: cut, old, short, forged, and in the end the same bytes everywhere. */
class CourierTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final NoteSigner SIGNER =
      NoteSigner.generate("bouclier.bf/exports", SignatureType.ED25519, new SecureRandom());

  @TempDir Path folder;
  private final Courier courier = new Courier(SIGNER.verifier(), NOW);
  private final List<LogAudit.Fault> faults = new ArrayList<>();

  private Path place(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Appends leaves whose objects are there; every third is urgent, the priority of the rest 2. */
  private static List<Leaf> publish(Path directory, int from, int to, Instant expires)
      throws IOException {
    var spool = new DiskSpool(directory);
    var leaves = new ArrayList<Leaf>();
    try (var log = TiledLog.open(directory, SIGNER)) {
      var entries = new ArrayList<byte[]>();
      for (int n = from; n < to; n++) {
        var stored =
            spool.put(
                new ByteArrayInputStream(String.format(Locale.ROOT, "pli %09d", n).getBytes(UTF_8)),
                999);
        var leaf =
            new Leaf(
                Leaf.EXPORT,
                n,
                Hash.sha256(("salt" + n).getBytes(UTF_8)),
                Leaf.Ciphertext.of(stored.sha256(), stored.bytes()),
                List.of(n % 2 == 0 ? "ML" : "NE"),
                n % 3 == 0 ? 0 : 2,
                expires,
                Hash.sha256(),
                NOW);
        leaves.add(leaf);
        entries.add(leaf.bytes());
      }
      log.append(entries);
    }
    return leaves;
  }

  private static Hash object(Leaf leaf) {
    var ciphertext = leaf.ciphertext();
    if (ciphertext == null) {
      throw new AssertionError("no object");
    }
    return ciphertext.sha256();
  }

  private Courier.Result give(Path from, Path stick, long since) throws IOException {
    return courier.give(new DiskSpool(from), stick, since, _ -> true, Long.MAX_VALUE, faults::add);
  }

  private Courier.Result take(Path stick, Path copy) throws IOException {
    return courier.take(new DiskSpool(stick), copy, _ -> true, faults::add);
  }

  private static Map<String, Hash> files(Path directory) throws IOException {
    var files = new HashMap<String, Hash>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        var name = directory.relativize(file).toString();
        if (!name.startsWith(".state")) {
          files.put(name, Hash.sha256(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  @Test
  void a_register_goes_through_two_sticks_and_a_third_state_byte_for_byte() throws IOException {
    var bf = place("bf");
    publish(bf, 0, 300, NOW.plusSeconds(9));
    var witness =
        NoteSigner.generate("temoin", SignatureType.COSIGNATURE_ED25519, new SecureRandom());
    try (var log = TiledLog.open(bf, SIGNER)) {
      var head = log.checkpoint();
      new CosignedFile(bf).add(head, List.of(witness.cosign(head.note().text(), NOW)));
    }
    var given = give(bf, place("cle1"), 0);
    assertThat(given.objects()).isEqualTo(300);
    var relayed = take(place("cle1"), place("ml"));
    assertThat(relayed.head()).isEqualTo(given.head());
    assertThat(relayed.objects()).isEqualTo(300);
    give(place("ml"), place("cle2"), 0);
    var arrived = take(place("cle2"), place("ne"));
    assertThat(arrived.head().size()).isEqualTo(300);
    assertThat(files(place("ne"))).isEqualTo(files(bf)).containsKey("cosigned");
    assertThat(faults).isEmpty();

    // and again: nothing is written, nothing is counted
    var again = give(bf, place("cle1"), 0);
    assertThat(again.files()).isZero();
    assertThat(again.objects()).isZero();
    assertThat(take(place("cle1"), place("ml")).objects()).isZero();
    assertThat(take(place("cle2"), place("ne")).before()).isEqualTo(300);
    assertThat(files(place("ne"))).isEqualTo(files(bf));
  }

  @Test
  void only_what_is_new_travels_and_a_gap_is_named() throws IOException {
    var bf = place("bf");
    publish(bf, 0, 520, NOW.plusSeconds(9));
    give(bf, place("cle"), 0);
    take(place("cle"), place("ml"));
    publish(bf, 520, 600, NOW.plusSeconds(9));
    var small = give(bf, place("cle2"), 520);
    assertThat(small.objects()).isEqualTo(80);
    assertThat(files(place("cle2"))).doesNotContainKeys("tile/entries/000", "tile/0/001");
    var taken = take(place("cle2"), place("ml"));
    assertThat(taken.before()).isEqualTo(520);
    assertThat(taken.head().size()).isEqualTo(600);
    assertThat(files(place("ml"))).isEqualTo(files(bf));
    assertThatThrownBy(() -> take(place("cle2"), place("td")))
        .isInstanceOfSatisfying(
            Courier.GapException.class, gap -> assertThat(gap.copied()).isZero());
  }

  /** A spool whose reading breaks after so many files or objects. */
  private static Spool breaking(Path directory, int after) {
    var whole = new DiskSpool(directory);
    int[] left = {after};
    return new Spool() {
      private void step() throws IOException {
        if (left[0]-- == 0) {
          throw new IOException("the stick was pulled out");
        }
      }

      @Override
      public byte[] read(String path, int maxBytes) throws IOException {
        step();
        return whole.read(path, maxBytes);
      }

      @Override
      public InputStream read(Hash object, long from, long maxBytes) throws IOException {
        step();
        return whole.read(object, from, maxBytes);
      }
    };
  }

  @Test
  void a_stick_pulled_out_again_and_again_is_gone_on_with() throws IOException {
    var bf = place("bf");
    publish(bf, 0, 270, NOW.plusSeconds(9));
    var random = new Random(4);
    int cuts = 0;
    for (boolean whole = false; !whole; ) {
      try {
        courier.give(
            breaking(bf, 20 + random.nextInt(100)),
            place("cle"),
            0,
            _ -> true,
            Long.MAX_VALUE,
            faults::add);
        whole = true;
      } catch (IOException out) {
        cuts++;
      }
    }
    for (boolean whole = false; !whole; ) {
      try {
        courier.take(
            breaking(place("cle"), 20 + random.nextInt(100)), place("ml"), _ -> true, faults::add);
        whole = true;
      } catch (IOException out) {
        cuts++;
      }
    }
    assertThat(cuts).isGreaterThan(4);
    assertThat(files(place("ml"))).isEqualTo(files(bf));
    assertThat(faults).isEmpty();
  }

  @Test
  void a_stick_without_room_holds_the_most_urgent() throws IOException {
    var bf = place("bf");
    var leaves = publish(bf, 0, 30, NOW.plusSeconds(9));
    var stick = place("cle");
    var given = courier.give(new DiskSpool(bf), stick, 0, _ -> true, 100, faults::add);
    assertThat(given.left()).isPositive();
    assertThat(given.objects() + given.left()).isEqualTo(30);
    var there = new DiskSpool(stick);
    var carried = leaves.stream().filter(leaf -> there.contains(object(leaf))).toList();
    assertThat(carried).hasSize((int) given.objects()).allMatch(leaf -> leaf.prio() == 0);
    // what is missing is told as missing, and comes with the next stick
    var taken = take(stick, place("ml"));
    assertThat(taken.absent()).isEqualTo(given.left());
    give(bf, place("cle2"), 0);
    assertThat(take(place("cle2"), place("ml")).objects()).isEqualTo(given.left());
    assertThat(files(place("ml"))).isEqualTo(files(bf));
  }

  @Test
  void only_the_objects_of_one_state_travel_if_that_is_asked() throws IOException {
    var bf = place("bf");
    publish(bf, 0, 30, NOW.plusSeconds(9));
    courier.give(
        new DiskSpool(bf),
        place("cle"),
        0,
        leaf -> leaf.dest().contains("NE"),
        Long.MAX_VALUE,
        faults::add);
    assertThat(new DiskSpool(place("cle")).objects()).hasSize(15);
  }

  @Test
  void what_has_expired_is_neither_carried_nor_kept() throws IOException {
    var bf = place("bf");
    publish(bf, 0, 10, NOW.plusSeconds(9));
    give(bf, place("cle"), 0);
    take(place("cle"), place("ml"));
    var later = new Courier(SIGNER.verifier(), NOW.plusSeconds(60));
    publish(bf, 10, 12, NOW.plusSeconds(100));
    var given =
        later.give(new DiskSpool(bf), place("cle2"), 0, _ -> true, Long.MAX_VALUE, faults::add);
    assertThat(given.objects()).isEqualTo(2);
    later.take(new DiskSpool(place("cle2")), place("ml"), _ -> true, faults::add);
    assertThat(new DiskSpool(place("ml")).objects()).hasSize(2);
  }

  @Test
  void an_old_stick_takes_nothing_back_and_still_brings_objects() throws IOException {
    var bf = place("bf");
    var leaves = publish(bf, 0, 5, NOW.plusSeconds(9));
    give(bf, place("vieille"), 0);
    publish(bf, 5, 9, NOW.plusSeconds(9));
    give(bf, place("cle"), 0);
    new DiskSpool(place("cle")).delete(object(leaves.get(2)));
    var first = take(place("cle"), place("ml"));
    assertThat(first.absent()).isEqualTo(1);
    var old = take(place("vieille"), place("ml"));
    assertThat(old.head().size()).isEqualTo(9);
    assertThat(old.objects()).isEqualTo(1);
    assertThat(files(bf)).containsAllEntriesOf(files(place("ml"))); // and partial tiles of before
    assertThatThrownBy(() -> give(place("vieille"), place("cle"), 0))
        .isInstanceOf(RollbackException.class);
  }

  @Test
  void another_history_on_a_stick_leaves_evidence_whether_it_is_longer_or_shorter()
      throws IOException {
    var bf = place("bf");
    publish(bf, 0, 7, NOW.plusSeconds(9));
    give(bf, place("cle"), 0);
    take(place("cle"), place("ml"));
    var before = files(place("ml"));
    for (int size : new int[] {3, 7, 300}) {
      var liar = place("menteur" + size);
      publish(liar, 1_000, 1_000 + size, NOW.plusSeconds(9));
      give(liar, place("fausse" + size), 0);
      assertThatThrownBy(() -> take(place("fausse" + size), place("ml")))
          .isInstanceOfSatisfying(
              ForkException.class, fork -> fork.evidence().verify(SIGNER.verifier()));
      assertThatThrownBy(() -> give(liar, place("cle"), 0)).isInstanceOf(RuntimeException.class);
    }
    assertThat(files(place("ml"))).isEqualTo(before);
  }

  @Test
  void a_stick_that_was_tampered_with_is_told_file_by_file() throws IOException {
    var bf = place("bf");
    var leaves = publish(bf, 0, 520, NOW.plusSeconds(9));
    give(bf, place("cle"), 0);
    var swapped = place("cle").resolve(Spool.path(object(leaves.get(3))));
    Files.copy(
        place("cle").resolve(Spool.path(object(leaves.get(4)))),
        swapped,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.write(place("cle").resolve(Spool.path(object(leaves.get(5)))), new byte[10_000]);
    var taken = take(place("cle"), place("ml"));
    assertThat(taken.faults()).isEqualTo(2);
    assertThat(faults)
        .extracting(LogAudit.Fault::code)
        .containsExactlyInAnyOrder("objet-substitue", "pli-trop-long");
    assertThat(taken.objects()).isEqualTo(518);
    assertThat(new DiskSpool(place("ml")).contains(object(leaves.get(3)))).isFalse();

    // an entry that is changed, or withheld
    var bundle = place("cle").resolve("tile/entries/001");
    var right = Files.readAllBytes(bundle);
    var changed = right.clone();
    changed[300] ^= 1;
    Files.write(bundle, changed);
    assertThatThrownBy(() -> take(place("cle"), place("ne")))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("tile/entries/001");
    Files.delete(bundle);
    assertThatThrownBy(() -> take(place("cle"), place("ne")))
        .isInstanceOf(Courier.GapException.class);
    Files.write(bundle, right);
    take(place("cle"), place("ne"));

    Files.writeString(
        place("cle").resolve("checkpoint"),
        Files.readString(place("cle").resolve("checkpoint")).replace("\n520\n", "\n519\n"));
    assertThatThrownBy(() -> take(place("cle"), place("td")))
        .isInstanceOf(UntrustedNoteException.class);
  }
}
