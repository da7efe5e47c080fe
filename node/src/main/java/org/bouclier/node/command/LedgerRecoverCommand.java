package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LockedLogException;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.LogRecovery;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.RollbackException;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.ledger.spool.SwappedObjectException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bouclier ledger recover}: after a restoration from an old copy, brings back the entries of
 * our own register that are missing, from a directory that holds them: a stick, a peer's copy, the
 * old disk. Each is verified with our own key. Exit code 0 if nothing is known to be missing any
 * more, 1 if something still is or the copy is refused, 2 if nothing could be read.
 */
@Command(
    name = "recover",
    description = {
      "Après une restauration : reprend la suite de notre registre dans une copie qui la contient.",
      "Le nœud doit être arrêté ; chaque entrée est vérifiée avec notre propre clé."
    })
final class LedgerRecoverCommand implements Callable<Integer> {

  private static final int MISSING = 1;
  private static final int UNUSABLE = 2;
  private static final int MAX_KEY_BYTES = 4 * 1024;

  private final Session session;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Répond en JSON, pour les programmes.")
  private boolean json;

  @Parameters(
      paramLabel = "RÉPERTOIRE",
      description = "La clé USB, la copie d’un pair ou l’ancien disque.",
      descriptionKey = "copy")
  private Path copy = Path.of("");

  LedgerRecoverCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var key = data.path().resolve("keys").resolve("log.key");
    var own = data.path().resolve("ledger");
    try {
      if (Files.notExists(key) || Files.notExists(own.resolve(TileSource.CHECKPOINT))) {
        session.refuse(
            data.path() + " : pas les données d’un nœud.", data.path() + ": not a node’s data.");
        return UNUSABLE;
      }
      if (Files.size(key) > MAX_KEY_BYTES) {
        throw new IOException(key + " : trop long");
      }
      return recover(own, NoteSigner.parse(Files.readString(key).strip()));
    } catch (LockedLogException running) {
      session.refuse(
          "le nœud marche : bouclier stop --data " + ShellText.word(data.path()),
          "the node is running: bouclier stop --data " + ShellText.word(data.path()));
      return UNUSABLE;
    } catch (ForkException fork) {
      session.refuse(
          "[registre-bifurque] des entrées ont été publiées après la restauration : deux histoires"
              + " sont signées, rien ne peut être repris. Convenez avec les pairs d’une nouvelle"
              + " clé.",
          "[registre-bifurque] entries were published after the restoration: two histories are"
              + " signed, nothing can be taken back. Agree with the peers on a new key.");
      return MISSING;
    } catch (RollbackException older) {
      session.refuse(
          copy + " : cette copie est plus courte que notre registre.",
          copy + ": this copy is shorter than our register.");
      return MISSING;
    } catch (LedgerException refused) {
      session.refuse(
          copy + " : [" + refused.code() + "] " + refused.explanation(),
          copy + ": [" + refused.code() + "] " + refused.getMessage());
      return MISSING;
    } catch (IOException failed) {
      session.refuse(
          copy + " : lecture interrompue (" + failed + ") ; la même commande reprend.",
          copy + ": reading interrupted (" + failed + "); the same command goes on.");
      return UNUSABLE;
    }
  }

  private int recover(Path own, NoteSigner signer) throws IOException {
    var place = copy.resolve(CourierOptions.place(signer.verifier())); // a stick holds several
    var from = new DiskSpool(Files.isDirectory(place) ? place : copy);
    if (Files.notExists(from.directory().resolve(TileSource.CHECKPOINT))) {
      session.refuse(
          copy + " : aucune copie de notre registre.", copy + ": no copy of our register.");
      return UNUSABLE;
    }
    var ahead = ahead(own, signer);
    var reader = new LogReader(TileSource.of(own), signer.verifier());
    long before = reader.latest().size();
    var head = LogRecovery.run(own, signer, from);
    Objects objects = objects(reader, head, before, from, new DiskSpool(own));
    long missing = ahead == null ? 0 : Math.max(0, ahead.size() - head.size());
    if (ahead != null && missing == 0) {
      reader.verifyGrowth(ahead, head);
    }
    report(before, head.size(), objects, missing);
    return missing == 0 ? 0 : MISSING;
  }

  /** The larger head that a peer showed us, if it did before the node was stopped. */
  private static @Nullable Checkpoint ahead(Path own, NoteSigner signer) throws IOException {
    try (var in = Files.newInputStream(own.resolve(".ahead"))) {
      return Checkpoint.open(Note.parse(in.readNBytes(Note.MAX_BYTES + 1)), signer.verifier());
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  /** Sealed objects that the entries announce: those peers who have not read them yet need them. */
  private Objects objects(
      LogReader reader, Checkpoint head, long from, DiskSpool copied, DiskSpool own)
      throws IOException {
    var objects = new Objects();
    if (from < head.size()) {
      reader.read(head, from, head.size(), (index, entry) -> objects.ordered(index, entry));
      reader.read(
          head,
          from,
          head.size(),
          (index, entry) -> {
            if (objects.mayBeErased(index, entry)) {
              objects.left++;
            } else if (object(entry, copied, own)) {
              objects.taken++;
            }
          });
    }
    return objects;
  }

  /**
   * Which objects are taken. What an erasure erases is sealed to those who must erase it too: here
   * it is only known that it was sent to them before. All of that is left.
   */
  private static final class Objects {
    private final Map<String, Long> lastOrders = new HashMap<>(); // by destination
    private long lastOrderToNobody = -1;
    private long orders;
    private long taken;
    private long left;

    private void ordered(long index, byte[] entry) {
      var leaf = leaf(entry);
      if (leaf != null && leaf.type().equals(Leaf.ERASURE)) {
        orders++;
        leaf.dest().forEach(state -> lastOrders.put(state, index));
        lastOrderToNobody = leaf.dest().isEmpty() ? index : lastOrderToNobody;
      }
    }

    private boolean mayBeErased(long index, byte[] entry) {
      var leaf = leaf(entry);
      return leaf != null
          && leaf.ciphertext() != null
          && !leaf.type().equals(Leaf.ERASURE)
          && (index < lastOrderToNobody
              || leaf.dest().stream().anyMatch(to -> lastOrders.getOrDefault(to, -1L) > index));
    }

    private static @Nullable Leaf leaf(byte[] entry) {
      try {
        return Leaf.parse(entry);
      } catch (LedgerException noLeaf) {
        return null;
      }
    }
  }

  private boolean object(byte[] entry, DiskSpool copied, DiskSpool own) throws IOException {
    try {
      var announced = Leaf.parse(entry).ciphertext();
      if (announced == null || own.contains(announced.sha256())) {
        return false;
      }
      own.fetch(announced.sha256(), copied, announced.maxBytes());
      return true;
    } catch (NoSuchFileException absent) {
      return false; // the entry stands; peers who lack the object say so
    } catch (SwappedObjectException swapped) {
      session.refuse(
          "[" + swapped.code() + "] " + swapped.explanation(),
          "[" + swapped.code() + "] " + swapped.getMessage());
      return false;
    } catch (LedgerException noLeaf) {
      return false;
    }
  }

  private void report(long before, long now, Objects objects, long missing) {
    if (json) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("before", before);
      fields.put("entries", now);
      fields.put("objects", objects.taken);
      fields.put("objects_left", objects.left);
      fields.put("erasures", objects.orders);
      fields.put("missing", missing);
      session.out().println(JsonMapper.shared().writeValueAsString(fields));
      return;
    }
    session.answer(
        "Notre registre : "
            + before
            + " entrées avant, "
            + now
            + " à présent ; plis repris : "
            + objects.taken,
        "Our register: "
            + before
            + " entries before, "
            + now
            + " now; objects taken: "
            + objects.taken);
    if (objects.orders > 0) {
      session.answer(
          "Ordres d’effacement parmi les entrées reprises : "
              + objects.orders
              + ". La copie restaurée les ignore : effacez de nouveau ce qu’ils désignent. Plis"
              + " laissés, qui peuvent en être : "
              + objects.left,
          "Erasure orders among the entries taken: "
              + objects.orders
              + ". The restored copy does not know them: erase again what they name. Objects left,"
              + " which may be theirs: "
              + objects.left);
    }
    if (missing > 0) {
      session.answer(
          "Il manque encore " + missing + " entrées : rien ne sera publié avant leur retour.",
          missing + " entries are still missing: nothing is published before they are back.");
    } else {
      session.answer("Le nœud peut démarrer.", "The node can start.");
    }
  }
}
