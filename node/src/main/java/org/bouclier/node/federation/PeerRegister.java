package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteSignature;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.frontier.PeerDirectory;
import org.bouclier.node.site.StateCode;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The peers, in the database and in memory. Changes are written first, in one transaction with
 * their audit, and shown in memory when they are durable. Thread-safe.
 */
final class PeerRegister implements Peers, PeerDirectory, PeerGate {

  private final PeerCard own;
  private final FederationSql sql;
  private final TransactionTemplate transactions;
  private final Audit audit;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<StateCode, PeerLink> links = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Consumer<StateCode> hearer = _ -> {};

  PeerRegister(
      PeerCard own,
      FederationSql sql,
      TransactionTemplate transactions,
      Audit audit,
      Clock clock,
      LongSupplier nanoTime) {
    this.own = own;
    this.sql = sql;
    this.transactions = transactions;
    this.audit = audit;
    this.clock = clock;
    this.nanoTime = nanoTime;
    var records = sql.links();
    for (KnownPeer peer : sql.peers()) {
      var record = records.getOrDefault(peer.id(), LinkRecord.fresh());
      links.put(peer.card().code(), new PeerLink(peer, record, nanoTime));
    }
  }

  /** Calls back after each change of who is a peer, in the thread that made it. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Calls back when a peer has come to read our ledger, in the thread that serves it. */
  void onHeard(Consumer<StateCode> listener) {
    hearer = listener;
  }

  /** Every peer's state, ordered by code. */
  List<PeerLink> links() {
    return links.values().stream()
        .sorted(Comparator.comparing(link -> link.peer().card().code()))
        .toList();
  }

  Optional<PeerLink> link(StateCode code) {
    return Optional.ofNullable(links.get(code));
  }

  /** The peer whose ledger has that origin, unless the exchange with it is suspended. */
  Optional<PeerLink> linkOf(String origin) {
    return notSuspended()
        .filter(link -> link.peer().card().verifier().name().equals(origin))
        .findFirst();
  }

  /** The key of the ledger of that origin: those of our peers, which this node witnesses. */
  Optional<NoteVerifier> logOf(String origin) {
    return linkOf(origin).map(link -> link.peer().card().verifier());
  }

  /** This node's card and those of its peers, suspended ones left out. */
  List<PeerCard> cards() {
    return Stream.concat(Stream.of(own), notSuspended().map(link -> link.peer().card())).toList();
  }

  /**
   * Who has cosigned a head, of the witnesses that we know, ourselves included.
   *
   * @throws LedgerException if the line of one of them does not verify
   */
  List<CosignedBy> cosigned(Note head) {
    var by = new ArrayList<CosignedBy>();
    for (PeerCard card : cards()) {
      var witness = card.witness();
      if (witness.isPresent() && head.signatures().stream().anyMatch(witness.get()::claims)) {
        for (NoteSignature line : head.verify(List.of(witness.get()))) {
          by.add(new CosignedBy(card.code(), witness.get().time(head.text(), line).orElseThrow()));
        }
      }
    }
    return by;
  }

  private Stream<PeerLink> notSuspended() {
    return links().stream().filter(link -> !link.peer().suspended());
  }

  @Override
  public List<Peer> list() {
    return links().stream().map(PeerLink::view).toList();
  }

  @Override
  public Set<StateCode> active() {
    return notSuspended()
        .filter(link -> !link.record().refused())
        .map(link -> link.peer().card().code())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Map<StateCode, UUID> declared() {
    return links().stream()
        .map(PeerLink::peer)
        .collect(Collectors.toUnmodifiableMap(peer -> peer.card().code(), KnownPeer::id));
  }

  /** A peer whose ledger is refused still gets ours: it may be the one that was cheated. */
  @Override
  public List<Recipient> recipients() {
    return notSuspended()
        .map(link -> link.peer().card())
        .map(card -> new Recipient(card.code(), SealRecipient.parse(card.recipient())))
        .toList();
  }

  @Override
  public List<Recipient> known() {
    return list().stream()
        .map(Peer::card)
        .map(card -> new Recipient(card.code(), SealRecipient.parse(card.recipient())))
        .toList();
  }

  @Override
  public Optional<StateCode> holder(String certificateSha256) {
    return notSuspended()
        .map(link -> link.peer().card())
        .filter(card -> card.certificate().equals(certificateSha256))
        .map(PeerCard::code)
        .findFirst();
  }

  @Override
  public Optional<byte[]> verified(StateCode peer) {
    return link(peer)
        .map(link -> link.record().seen())
        .filter(seen -> !seen.isEmpty())
        .map(seen -> seen.getBytes(UTF_8));
  }

  @Override
  public void heard(StateCode peer, long size) {
    link(peer).ifPresent(link -> link.heard(new PeerLink.Heard(size, clock.instant())));
    hearer.accept(peer);
  }

  @Override
  public synchronized Peer add(PeerCard card) {
    refuseIf(
        card.code().equals(own.code())
            || card.logKey().equals(own.logKey())
            || card.certificate().equals(own.certificate()),
        "pair-soi-meme",
        "Cette fiche est celle de ce nœud : collez celle du pair.");
    for (PeerLink link : links.values()) {
      var known = link.peer().card();
      refuseIf(
          known.code().equals(card.code()), "pair-connu", "Un pair de ce code est déjà déclaré.");
      refuseIf(
          known.logKey().equals(card.logKey())
              || (!card.witnessKey().isEmpty() && known.witnessKey().equals(card.witnessKey()))
              || known.recipient().equals(card.recipient())
              || known.certificate().equals(card.certificate()),
          "cle-connue",
          "Une clé de cette fiche est déjà celle d’un autre pair.");
      refuseIf(
          known.ledger().equals(card.ledger()),
          "adresse-connue",
          "L’adresse de cette fiche est déjà celle d’un autre pair.");
    }
    var peer = new KnownPeer(UUID.randomUUID(), card, clock.instant(), false);
    transactions.executeWithoutResult(_ -> {
      sql.addPeer(peer);
      audit.record(
          "peers.add",
          card.code().value(),
          Map.of("url", card.url().toString(), "fingerprint", card.fingerprint().hex()));
    });
    var link = new PeerLink(peer, LinkRecord.fresh(), nanoTime);
    links.put(card.code(), link);
    tell();
    return link.view();
  }

  private static void refuseIf(boolean refused, String code, String message) {
    if (refused) {
      throw new RefusedPeerException(code, message);
    }
  }

  @Override
  public void suspend(StateCode code) {
    setSuspended(code, true, "peers.suspend");
  }

  @Override
  public void resume(StateCode code) {
    setSuspended(code, false, "peers.resume");
  }

  private synchronized void setSuspended(StateCode code, boolean suspended, String act) {
    var link = known(code);
    var peer = link.peer();
    var record = suspended ? link.record() : link.record().lifted();
    transactions.executeWithoutResult(_ -> {
      sql.suspendPeer(peer.id(), suspended);
      sql.saveState(peer.id(), record);
      audit.record(act, code.value(), Map.of());
    });
    link.replace(new KnownPeer(peer.id(), peer.card(), peer.addedAt(), suspended));
    if (!suspended) {
      link.update(LinkRecord::lifted);
    }
    tell();
  }

  @Override
  public synchronized void remove(StateCode code) {
    var peer = known(code).peer();
    transactions.executeWithoutResult(_ -> {
      sql.removePeer(peer.id());
      audit.record("peers.remove", code.value(), Map.of("url", peer.card().url().toString()));
    });
    links.remove(code);
    tell();
  }

  private PeerLink known(StateCode code) {
    return link(code).orElseThrow(() -> new NoSuchElementException("no peer " + code));
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }
}
