package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouclier.border.Border;
import org.bouclier.border.Minimised;
import org.bouclier.border.Minimiser;
import org.bouclier.border.Purpose;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.seal.Commitment;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.ledger.seal.SealedContent;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.BundleWriter;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixKind;
import org.bouclier.stix.StixObject;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The border at work. Thread-safe; exports with different keys go on side by side, and the ledger
 * writes them in common rounds.
 */
final class BorderPost implements Frontier {

  /*
   * An export is three steps, each durable before the next:
   *
   *   1. seal: each ciphertext lies in the spool under its hash;
   *   2. prepare: the leaves, byte for byte, their salts and the lines of the register are written
   *      in one transaction, with the size that the ledger has now;
   *   3. enter: the leaves are appended to the ledger in one append, all or none, and their index
   *      is written, in one transaction with the event that says so.
   *
   * Killed before the end of 2, nothing was promised: the export is done anew, with a new salt, and
   * the next start sweeps the ciphertext that nothing names. It is not taken back when 2 fails: the
   * commit may have reached the database, and only its answer been lost. Killed after 2, the leaves
   * exist and must be entered exactly once. Whether the append happened is read from the ledger
   * itself: a leaf holds a salted commitment, so its bytes occur once in the world; they stand at or
   * after the size that was noted, or nowhere. So step 3 looks for them there before it appends.
   *
   * A refusal is a leaf too, which commits to what was refused and why under a salt kept here: later
   * nobody can say that nobody asked, or that the reason was another.
   */

  private static final int MAX_BUNDLE_OBJECTS = 1_000;
  private static final int MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
  private static final Duration LIFE = Duration.ofDays(90); // relays delete the ciphertext then
  private static final int LOCKS = 64;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StateCode own;
  private final Supplier<Border> borders;
  private final TransferLookup authorisations;
  private final Minimiser minimiser;
  private final PeerDirectory peers;
  private final ExportLog log;
  private final FrontierSql sql;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final SecureRandom random;
  private final Clock clock;
  private final Runnable changed;
  private final ReentrantLock[] locks =
      IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);
  private final Map<StateCode, Long> sent = new ConcurrentHashMap<>();

  /** Finds the number of an authorisation that allows a transfer at a time. */
  @FunctionalInterface
  interface TransferLookup {
    Optional<String> number(StateCode destination, Purpose purpose, Instant now);
  }

  /**
   * Takes what it needs.
   *
   * @param borders gives the one in force now
   * @param transactions each a new one, whatever the caller has open
   * @param changed is called when the register has changed; must not wait
   */
  BorderPost(
      StateCode own,
      Supplier<Border> borders,
      TransferLookup authorisations,
      Minimiser minimiser,
      PeerDirectory peers,
      ExportLog log,
      FrontierSql sql,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      SecureRandom random,
      Clock clock,
      Runnable changed) {
    this.own = own;
    this.borders = borders;
    this.authorisations = authorisations;
    this.minimiser = minimiser;
    this.peers = peers;
    this.log = log;
    this.sql = sql;
    this.transactions = transactions;
    this.events = events;
    this.random = random;
    this.clock = clock;
    this.changed = changed;
    this.sent.putAll(sql.sent());
  }

  @Override
  public List<Crossing> export(Proposal proposal) {
    var key = proposal.key();
    var lock = locks[Math.floorMod(key.hashCode(), LOCKS)]; // two calls with one key: one after one
    lock.lock();
    try {
      boolean first = sql.stage(key).isEmpty();
      if (first) {
        log.admit(); // nothing is sealed, numbered or shown as leaving that may not leave
        prepare(proposal);
      }
      enter(key, first);
      return sql.crossings(key);
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acknowledge(StateCode orderer, ErasureAck answer) {
    var key =
        peers.known().stream()
            .filter(peer -> peer.state().equals(orderer))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(orderer + " is not known any more"))
            .key();
    say(
        new Word(
            "erasure-ack/" + answer.origin() + "/" + answer.index(),
            Leaf.ACK,
            ErasureAck.KIND,
            new TreeSet<>(Set.of(orderer)),
            Map.of(orderer, key),
            answer.bytes(),
            policy -> Ruling.erased(answer, policy)),
        () -> {});
  }

  /**
   * Something that the node itself tells other states, which no rule decides.
   *
   * @param type of the leaf
   * @param kind of the parcel
   * @param to whom it concerns
   * @param keys of those of them whom it can be sealed to
   * @param ruling made for the hash of the rules in force
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Word(
      String key,
      String type,
      String kind,
      SortedSet<StateCode> to,
      Map<StateCode, SealRecipient> keys,
      byte[] content,
      Function<String, Ruling> ruling) {}

  /**
   * Seals and enters a word; the second time finishes what the first began.
   *
   * @param with is done in the transaction that prepares it
   * @return whether it is the first time
   */
  boolean say(Word word, Runnable with) {
    var lock = locks[Math.floorMod(word.key().hashCode(), LOCKS)];
    lock.lock();
    try {
      boolean first = sql.stage(word.key()).isEmpty();
      if (first) {
        prepare(word, with);
      }
      enter(word.key(), first);
      return first;
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    } finally {
      lock.unlock();
    }
  }

  private void prepare(Word word, Runnable with) throws IOException {
    long logSize = log.checkpoint().size();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var policy = borders.get().policyHash();
    var ruling = word.ruling().apply(policy);
    var sealedTo = word.to().stream().filter(word.keys()::containsKey).toList();
    var lines = new ArrayList<>(lines(sealedTo, ruling, now));
    for (StateCode absent : word.to()) {
      if (!sealedTo.contains(absent)) {
        lines.addAll(lines(List.of(absent), Ruling.withoutKey(absent, policy), now));
      }
    }
    var prepared =
        sealedTo.isEmpty()
            ? unsealed(word, ruling, lines, now)
            : sealed(word, sealedTo, ruling, lines, now);
    transactions.executeWithoutResult(_ -> {
      var heading = new FrontierSql.Heading(word.key(), word.kind(), Purpose.AUTHORITY_ASSISTANCE);
      sql.addProposal(heading, now, logSize);
      sql.addLeaf(heading, 0, prepared);
      with.run();
    });
  }

  private Prepared sealed(
      Word word, List<StateCode> to, Ruling ruling, List<Prepared.Line> lines, Instant now)
      throws IOException {
    var parcel = new Parcel(own, to, word.kind(), word.content());
    var salt = salt();
    var made = store(parcel, to.stream().map(word.keys()::get).toList(), salt);
    var ciphertext = Leaf.Ciphertext.of(made.ciphertext(), made.ciphertextBytes());
    var leaf = leaf(word.type(), made.commitment(), ciphertext, to, 0, ruling, now);
    return new Prepared(leaf, salt, null, made.ciphertextBytes(), List.of(), lines);
  }

  /** Nobody can read it; the ledger says all the same that it was said. */
  private Prepared unsealed(Word word, Ruling ruling, List<Prepared.Line> lines, Instant now) {
    var salt = salt();
    var commitment = Commitment.of(salt, word.content());
    var leaf = leaf(word.type(), commitment, null, List.of(), 0, ruling, now);
    return new Prepared(leaf, salt, word.content(), 0, List.of(), lines);
  }

  private SealedContent.Sealed store(Parcel parcel, List<SealRecipient> keys, byte[] salt)
      throws IOException {
    var result = new SealedContent.Sealed[1];
    log.store(out ->
        result[0] = SealedContent.seal(keys, salt, new ByteArrayInputStream(parcel.bytes()), out));
    return result[0];
  }

  @Override
  public long sentTo(StateCode state) {
    return sent.getOrDefault(state, 0L);
  }

  /**
   * Enters what a kill left prepared.
   *
   * @return how many proposals that were
   */
  int finishPrepared() throws IOException {
    var keys = sql.unfinished();
    for (String key : keys) {
      enter(key, false);
    }
    return keys.size();
  }

  /**
   * Deletes the sealed objects that no prepared or entered leaf names. To be called before anything
   * is exported. The ledger is asked too, because the database may have been put back to an older
   * state than the ledger's.
   *
   * @return how many those were
   */
  int sweepOrphans() throws IOException {
    var orphans = new HashSet<>(sql.unnamed(log.objects()));
    if (!orphans.isEmpty()) {
      var head = log.checkpoint();
      log.reader()
          .read(
              head, 0, head.size(), (index, entry) -> announced(entry).ifPresent(orphans::remove));
    }
    for (Hash orphan : orphans) {
      log.discard(orphan);
    }
    return orphans.size();
  }

  private static Optional<Hash> announced(byte[] entry) {
    try {
      return Optional.ofNullable(Leaf.parse(entry).ciphertext()).map(Leaf.Ciphertext::sha256);
    } catch (LedgerException noLeaf) {
      return Optional.empty();
    }
  }

  // ---- 1 and 2: decide, seal, prepare

  private void prepare(Proposal proposal) throws IOException {
    long logSize = log.checkpoint().size();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var keys =
        peers.recipients().stream()
            .filter(peer -> proposal.destinations().contains(peer.state()))
            .collect(
                Collectors.toMap(PeerDirectory.Recipient::state, PeerDirectory.Recipient::key));
    var leaves = new ArrayList<Prepared>();
    var border = borders.get(); // the same for the whole of a proposal
    Map<StateCode, String> allowed = new HashMap<>();
    for (StateCode state : keys.keySet()) {
      authorisations
          .number(state, proposal.purpose(), now)
          .ifPresent(number -> allowed.put(state, number));
    }
    var sorting = Sorting.of(proposal, new TreeSet<>(keys.keySet()), allowed, border);
    for (var entry : sorting.leaving().entrySet()) {
      pass(proposal, entry.getKey(), entry.getValue(), sorting, keys, now, leaves);
    }
    sorting
        .refused()
        .forEach((bar, objects) -> {
          var ruling = Ruling.of(bar.decision()).asked(sorting.question(bar));
          leaves.add(refusal(proposal, bar.destination(), objects, ruling, now));
        });
    for (StateCode destination : new TreeSet<>(proposal.destinations())) {
      if (!keys.containsKey(destination)) {
        var ruling = Ruling.withoutKey(destination, border.policyHash());
        leaves.add(refusal(proposal, destination, proposal.objects(), ruling, now));
      }
    }
    transactions.executeWithoutResult(_ -> {
      var heading = new FrontierSql.Heading(proposal.key(), proposal.kind(), proposal.purpose());
      sql.addProposal(heading, now, logSize);
      for (int i = 0; i < leaves.size(); i++) {
        sql.addLeaf(heading, i, leaves.get(i));
      }
    });
  }

  /** What may leave in one form to some destinations: bundles, and what could not be made clean. */
  private void pass(
      Proposal proposal,
      Sorting.Way way,
      List<StixObject> objects,
      Sorting sorting,
      Map<StateCode, SealRecipient> keys,
      Instant now,
      List<Prepared> leaves)
      throws IOException {
    var together = ids(objects);
    var minimised =
        minimiser.minimise(
            objects,
            way.decision().form(),
            sorting.roles(),
            id -> mayBeNamed(id, together) && !sorting.isRefused(id, way.destinations()),
            marking -> sorting.mayLeave(marking, way));
    var withheld =
        minimised.withheld().stream()
            .collect(
                Collectors.groupingBy(
                    Minimised.Withheld::reason, LinkedHashMap::new, Collectors.toList()));
    var lost =
        minimised.withheld().stream().map(Minimised.Withheld::id).collect(Collectors.toSet());
    var originals = objects.stream().filter(object -> !lost.contains(object.id())).toList();
    if (!minimised.objects().isEmpty()) {
      var ruling =
          Ruling.of(way.decision(), minimised.counts())
              .asked(sorting.question(way))
              .authorised(sorting.authorisation(way));
      seal(proposal, way, minimised.objects(), originals, ruling, keys, now, leaves);
    }
    for (var group : withheld.values()) {
      var ruling = Ruling.of(group.getFirst(), way.decision()).asked(sorting.question(way));
      var ids = group.stream().map(Minimised.Withheld::id).collect(Collectors.toSet());
      var these = objects.stream().filter(object -> ids.contains(object.id())).toList();
      for (StateCode destination : way.destinations()) {
        leaves.add(refusal(proposal, destination, these, ruling, now));
      }
    }
  }

  /**
   * Whether a reference may name an object that is not in the bundle. The identifier of an
   * observable is a hash of what it observed; that of any other object tells nothing.
   */
  private static boolean mayBeNamed(StixId id, Set<StixId> together) {
    return together.contains(id) || StixKind.of(id.type()) != StixKind.OBSERVABLE;
  }

  private void seal(
      Proposal proposal,
      Sorting.Way way,
      List<StixObject> minimised,
      List<StixObject> originals,
      Ruling ruling,
      Map<StateCode, SealRecipient> keys,
      Instant now,
      List<Prepared> leaves)
      throws IOException {
    var bundles = bundles(minimised);
    for (int i = 0; i < bundles.size(); i++) {
      var parcel = new Parcel(own, way.destinations(), proposal.kind(), bundles.get(i).bytes());
      var salt = salt();
      var recipients = way.destinations().stream().map(keys::get).toList();
      var made = store(parcel, recipients, salt);
      var leaf =
          leaf(
              Leaf.EXPORT,
              made.commitment(),
              Leaf.Ciphertext.of(made.ciphertext(), made.ciphertextBytes()),
              way.destinations(),
              priority(proposal.kind(), minimised.size()),
              ruling,
              now);
      // The originals of a form that merges objects cannot be told apart: the first bundle names
      // all of them, unless each bundle holds its own.
      var named =
          bundles.size() == 1 ? originals : named(bundles.get(i).objects(), originals, i == 0);
      leaves.add(
          new Prepared(
              leaf,
              salt,
              null,
              made.ciphertextBytes(),
              named,
              lines(way.destinations(), ruling, now)));
    }
  }

  private static List<StixObject> named(
      List<StixObject> bundle, List<StixObject> originals, boolean first) {
    var here = ids(bundle);
    var same = originals.stream().filter(object -> here.contains(object.id())).toList();
    return same.isEmpty() && first ? originals : same;
  }

  /** A bundle as it is sealed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Bundle(List<StixObject> objects, byte[] bytes) {}

  /** Cuts objects into bundles within the bounds. The same objects give the same bytes. */
  private static List<Bundle> bundles(List<StixObject> objects) throws IOException {
    var bundles = new ArrayList<Bundle>();
    var current = new ArrayList<StixObject>();
    long bytes = 0;
    for (StixObject object : objects) {
      int length = object.canonicalJson().length();
      boolean full = current.size() == MAX_BUNDLE_OBJECTS || bytes + length > MAX_BUNDLE_BYTES;
      if (full && !current.isEmpty()) {
        bundles.add(bundle(current));
        current.clear();
        bytes = 0;
      }
      current.add(object);
      bytes += length;
    }
    if (!current.isEmpty()) {
      bundles.add(bundle(current));
    }
    return bundles;
  }

  private static Bundle bundle(List<StixObject> objects) throws IOException {
    var names = objects.stream().map(StixObject::toString).collect(Collectors.joining("\n"));
    var out = new ByteArrayOutputStream();
    try (var writer = new BundleWriter(out, UUID.nameUUIDFromBytes(names.getBytes(UTF_8)))) {
      for (StixObject object : objects) {
        writer.write(object);
      }
    }
    return new Bundle(List.copyOf(objects), out.toByteArray());
  }

  private Prepared refusal(
      Proposal proposal,
      StateCode destination,
      List<StixObject> objects,
      Ruling ruling,
      Instant now) {
    var tree = JSON.createObjectNode();
    tree.put("key", proposal.key());
    tree.put("destination", destination.value());
    var named = tree.putArray("objects");
    objects.forEach(object -> named.add(object.toString()));
    tree.putPOJO("ruling", ruling.manifest());
    var manifest = JSON.writeValueAsBytes(tree);
    var salt = salt();
    var leaf =
        leaf(
            Leaf.REFUSAL,
            Commitment.of(salt, manifest),
            null,
            List.of(destination),
            priority(proposal.kind(), objects.size()),
            ruling,
            now);
    return new Prepared(leaf, salt, manifest, 0, objects, lines(List.of(destination), ruling, now));
  }

  private Leaf leaf(
      String type,
      Hash commitment,
      Leaf.@org.jspecify.annotations.Nullable Ciphertext ciphertext,
      List<StateCode> destinations,
      int priority,
      Ruling ruling,
      Instant now) {
    return new Leaf(
        type,
        sql.nextNumber(),
        commitment,
        ciphertext,
        destinations.stream().map(StateCode::value).filter(code -> code.length() == 2).toList(),
        priority,
        now.plus(LIFE),
        Hash.ofHex(ruling.policy()),
        now);
  }

  private static List<Prepared.Line> lines(
      List<StateCode> destinations, Ruling ruling, Instant now) {
    return destinations.stream()
        .map(destination -> new Prepared.Line(UUID.randomUUID(), destination, ruling, now))
        .toList();
  }

  /** 0 alert, 1 indicators, 3 bulk: what a thin link carries first. */
  private static int priority(String kind, int objects) {
    return kind.startsWith("alert") || kind.startsWith("incident")
        ? 0
        : objects < MAX_BUNDLE_OBJECTS ? 1 : 3;
  }

  private byte[] salt() {
    var salt = new byte[Commitment.SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  private static Set<StixId> ids(List<StixObject> objects) {
    return objects.stream().map(StixObject::id).collect(Collectors.toCollection(HashSet::new));
  }

  // ---- 3: enter

  /**
   * Enters what is prepared.
   *
   * @param first whether it was prepared by this very call, so that nothing was appended yet
   */
  private void enter(String key, boolean first) throws IOException {
    var stage = sql.stage(key).orElseThrow();
    if (stage.entered()) {
      return;
    }
    var leaves = sql.leaves(key);
    var entries = leaves.stream().map(FrontierSql.LeafRow::entry).toList();
    long found = first ? -1 : find(entries.getFirst(), stage.logSize());
    long index = found >= 0 ? found : log.append(entries);
    transactions.executeWithoutResult(_ -> {
      if (sql.enter(key, index)) {
        for (int i = 0; i < leaves.size(); i++) {
          var leaf = leaves.get(i);
          if (leaf.leaves()) {
            events.publishEvent(new Exported(key, index + i, Set.copyOf(leaf.destinations())));
          }
        }
      }
    });
    for (var leaf : leaves) {
      if (leaf.leaves()) {
        leaf.destinations().forEach(destination -> sent.merge(destination, 1L, Long::sum));
      }
    }
    changed.run();
  }

  /** Where a leaf stands in the ledger, at or after an index; -1 if it does not. */
  private long find(byte[] leaf, long from) throws IOException {
    var head = log.checkpoint();
    var at = new long[] {-1};
    if (from < head.size()) {
      log.reader()
          .read(
              head,
              from,
              head.size(),
              (index, entry) -> {
                if (Arrays.equals(entry, leaf)) {
                  at[0] = index;
                }
              });
    }
    return at[0];
  }
}
