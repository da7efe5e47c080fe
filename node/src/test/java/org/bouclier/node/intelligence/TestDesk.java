package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.TemporaryPlace;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.federation.Inbox;
import org.bouclier.node.federation.Peer;
import org.bouclier.node.federation.PeerCard;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.federation.Received;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The desk of Bamako on a real database, without the framework: a clock that stands still until it
 * is moved, a border that writes down what it is given, peers by name.
 */
final class TestDesk {

  static final Instant START = Instant.parse("2026-11-22T14:05:00Z");
  static final StateCode MALI = new StateCode("ML");
  static final StateCode NIGER = new StateCode("NE");
  static final StateCode BURKINA = new StateCode("BF");

  final DataSource database = TestPostgres.freshDatabase();
  final JdbcClient jdbc = JdbcClient.create(database);
  final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  final StandingClock clock = new StandingClock();
  final Path directory = TemporaryPlace.untilTheEnd("bouclier-intelligence");
  final IntelligenceSettings settings;
  final List<Object> events = new ArrayList<>();
  final List<String> acts = new ArrayList<>();
  final Border border = new Border();
  final Neighbours peers = new Neighbours();
  final Letters inbox = new Letters();

  final LiveSql liveSql = new LiveSql(jdbc);
  final PrecautionSql precautionSql = new PrecautionSql(jdbc);
  final Precautions precautions = new Precautions(precautionSql, liveSql);
  final Live live;
  final PrecautionChange precautionChange;
  final SightingSql sightingSql = new SightingSql(jdbc);
  final SharingSql sharingSql = new SharingSql(jdbc);
  final IndicatorSql indicatorSql = new IndicatorSql(jdbc);
  final ImportSql importSql = new ImportSql(jdbc);
  final ReadSql read = new ReadSql(jdbc);
  final OutputSql outputSql = new OutputSql(jdbc);
  final AcceptanceSql acceptances = new AcceptanceSql(jdbc);
  final Store store;
  final HouseSource house;
  final Indicators indicators;
  final LiveIndicators liveIndicators = new LiveIndicators(liveSql, transactions);
  final Imports imports;
  final Sightings sightings;
  final Sharing sharing;
  final BroughtSql broughtSql = new BroughtSql(jdbc);
  final PeerIntake intake;
  final PeerErasure erasure;

  TestDesk() {
    this(IntelligenceSettings.DEFAULT);
  }

  TestDesk(IntelligenceSettings settings) {
    this.settings = settings;
    Audit audit = (act, object, detail) -> acts.add(act + " " + object);
    live = new Live(liveSql, precautions, settings);
    live.onChange(revision -> events.add(new IndicatorsChanged(revision)));
    precautionChange = new PrecautionChange(precautionSql, precautions, live, transactions, clock);
    store = new Store(new StoreSql(jdbc), sightingSql, sharingSql, live, transactions, clock);
    house = new HouseSource(MALI, store);
    indicators =
        new Indicators(
            indicatorSql, store, live, sharingSql, house, audit, events::add, transactions, clock);
    imports =
        new Imports(
            importSql,
            new ImportFiles(directory.resolve("imports"), settings.maxUpload().toBytes()),
            store,
            indicatorSql,
            house,
            audit,
            settings,
            clock);
    sightings = new Sightings(sightingSql, MALI, border, peers, transactions, settings, clock);
    sharing = new Sharing(sharingSql, indicatorSql, border, peers, transactions, clock);
    intake =
        new PeerIntake(
            () -> Set.of(MALI, BURKINA, NIGER),
            inbox,
            store,
            indicatorSql,
            acceptances,
            broughtSql,
            clock);
    erasure = new PeerErasure(broughtSql, live, border, events::add, clock);
  }

  BlockLists blockLists() {
    var signer =
        OutputSigner.load(
            directory.resolve("outputs.key"), MALI.value(), new java.security.SecureRandom());
    return new BlockLists(
        outputSql, liveSql, signer, directory.resolve("outputs"), MALI, transactions, clock);
  }

  /** Imports a text for good, its indicators in force or waiting. */
  ImportRecord load(ImportForm form, String name, Acceptance acceptance, byte[] content) {
    return load(order(form, name, acceptance), content, false);
  }

  ImportRecord load(ImportOrder order, byte[] content, boolean dryRun) {
    try {
      var id = imports.prepare(new ByteArrayInputStream(content), order, Actor.Node.ITSELF, dryRun);
      return imports.run(id);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  ImportRecord list(Acceptance acceptance, String... lines) {
    return load(ImportForm.LIST, "liste", acceptance, String.join("\n", lines).getBytes(UTF_8));
  }

  static ImportOrder order(ImportForm form, String name, Acceptance acceptance) {
    return new ImportOrder(form, name, Tlp.GREEN, Severity.MEDIUM, acceptance, "", "");
  }

  /** The object that the list {@code liste} makes of a value. */
  StixId listed(String value) {
    return new StateIdentity(MALI).indicator("liste", indicator(value));
  }

  static Indicator indicator(String value) {
    return switch (IndicatorText.read(value)) {
      case IndicatorReading.Listed(var indicator) -> indicator;
      default -> throw new IllegalArgumentException(value);
    };
  }

  /** The values in force. */
  Set<String> inForce() {
    var values = new TreeSet<String>();
    liveIndicators.since(0).added().forEach(entry -> values.add(entry.indicator().value()));
    return values;
  }

  /** Delivers a message of a peer, as the framework would: in a transaction of its own. */
  Received deliver(StateCode from, String kind, byte[] bundle) {
    var received = new Received(UUID.randomUUID(), from, inbox.contents.size(), kind, START);
    inbox.contents.put(received.id(), bundle);
    deliver(received);
    return received;
  }

  void deliver(Received received) {
    transactions.executeWithoutResult(status -> intake.on(received));
  }

  ImportReport report(Received received) {
    return acceptances.latest(100).stream()
        .filter(line -> line.received().equals(received.id()))
        .findFirst()
        .orElseThrow()
        .report();
  }

  /** Moves when it is told to. */
  static final class StandingClock extends Clock {

    private Instant now = START;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** Lets everything through but TLP:RED, once for each key. */
  static final class Border implements Frontier {

    final List<Proposal> proposals = new ArrayList<>();
    final List<String> acknowledged = new ArrayList<>();
    final Map<String, List<Crossing>> answered = new HashMap<>();
    boolean broken;

    @Override
    public List<Crossing> export(Proposal proposal) {
      if (broken) {
        throw new UncheckedIOException(new IOException("no space left"));
      }
      return answered.computeIfAbsent(
          proposal.key(),
          key -> {
            proposals.add(proposal);
            return proposal.destinations().stream()
                .flatMap(to -> Stream.of(line(proposal, to, true), line(proposal, to, false)))
                .filter(line -> !line.objects().isEmpty())
                .toList();
          });
    }

    private Crossing line(Proposal proposal, StateCode to, boolean red) {
      return new Crossing(
          UUID.randomUUID(),
          proposals.size() - 1,
          to,
          red ? Crossing.Verdict.REFUSED : Crossing.Verdict.CROSSED,
          red ? "frontiere.non-permis" : "",
          red ? "" : "entier",
          proposal.objects().stream()
              .filter(object -> object.markingRefs().contains(Tlp.RED.markingId()) == red)
              .map(StixObject::id)
              .toList(),
          List.of(red ? "TLP:RED ne sort pas" : "défense commune"));
    }

    @Override
    public void acknowledge(StateCode orderer, ErasureAck answer) {
      acknowledged.add(orderer + " " + answer.index() + " " + answer.objects());
    }

    @Override
    public long sentTo(StateCode destination) {
      return proposals.size();
    }
  }

  /** Peers that are only names. */
  static final class Neighbours implements Peers {

    final Set<StateCode> active = new TreeSet<>(Set.of(BURKINA, NIGER));
    final Map<StateCode, UUID> declared =
        new TreeMap<>(Map.of(BURKINA, UUID.randomUUID(), NIGER, UUID.randomUUID()));

    @Override
    public Set<StateCode> active() {
      return Set.copyOf(active);
    }

    @Override
    public Map<StateCode, UUID> declared() {
      return Map.copyOf(declared);
    }

    @Override
    public List<Peer> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Peer add(PeerCard card) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void suspend(StateCode code) {
      active.remove(code);
    }

    @Override
    public void resume(StateCode code) {
      active.add(code);
    }

    @Override
    public void remove(StateCode code) {
      active.remove(code);
      declared.remove(code);
    }
  }

  /** Messages in memory. */
  static final class Letters implements Inbox {

    final Map<UUID, byte[]> contents = new HashMap<>();

    @Override
    public byte[] content(UUID id) {
      var content = contents.get(id);
      if (content == null) {
        throw new NoSuchElementException(id.toString());
      }
      return content;
    }
  }
}
