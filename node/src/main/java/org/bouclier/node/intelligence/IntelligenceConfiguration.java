package org.bouclier.node.intelligence;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.federation.Inbox;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk, from its statements to its pages. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntelligenceSettings.class)
class IntelligenceConfiguration {

  private static final String DIRECTORY = "intelligence";

  @Bean
  ReadSql readSql(JdbcClient jdbc) {
    return new ReadSql(jdbc);
  }

  @Bean
  LiveSql liveSql(JdbcClient jdbc) {
    return new LiveSql(jdbc);
  }

  @Bean
  IndicatorSql indicatorSql(JdbcClient jdbc) {
    return new IndicatorSql(jdbc);
  }

  @Bean
  SightingSql sightingSql(JdbcClient jdbc) {
    return new SightingSql(jdbc);
  }

  @Bean
  SharingSql sharingSql(JdbcClient jdbc) {
    return new SharingSql(jdbc);
  }

  @Bean
  PrecautionSql precautionSql(JdbcClient jdbc) {
    return new PrecautionSql(jdbc);
  }

  @Bean
  OutputSql outputSql(JdbcClient jdbc) {
    return new OutputSql(jdbc);
  }

  @Bean
  AcceptanceSql acceptanceSql(JdbcClient jdbc) {
    return new AcceptanceSql(jdbc);
  }

  @Bean
  Precautions precautions(PrecautionSql sql, LiveSql live) {
    return new Precautions(sql, live);
  }

  @Bean
  Live live(
      LiveSql sql,
      Precautions precautions,
      IntelligenceSettings settings,
      ApplicationEventPublisher events,
      LiveStream pages) {
    var live = new Live(sql, precautions, settings);
    live.onChange(revision -> {
      events.publishEvent(new IndicatorsChanged(revision));
      pages.pulse("intelligence");
    });
    return live;
  }

  @Bean
  PrecautionChange precautionChange(
      PrecautionSql sql,
      Precautions precautions,
      Live live,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new PrecautionChange(
        sql, precautions, live, new TransactionTemplate(transactions), clock);
  }

  @Bean
  LiveIndicators liveIndicators(LiveSql sql, PlatformTransactionManager transactions) {
    return new LiveIndicators(sql, new TransactionTemplate(transactions));
  }

  @Bean
  Store store(
      JdbcClient jdbc,
      SightingSql sightings,
      SharingSql sharing,
      Live live,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Store(
        new StoreSql(jdbc), sightings, sharing, live, new TransactionTemplate(transactions), clock);
  }

  @Bean
  HouseSource houseSource(Site site, Store store) {
    return new HouseSource(site.state(), store);
  }

  @Bean
  Indicators indicators(
      IndicatorSql sql,
      Store store,
      Live live,
      SharingSql sharing,
      HouseSource house,
      Audit audit,
      ApplicationEventPublisher events,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Indicators(
        sql,
        store,
        live,
        sharing,
        house,
        audit,
        events,
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  Sightings sightings(
      SightingSql sql,
      Site site,
      Frontier frontier,
      Peers peers,
      PlatformTransactionManager transactions,
      IntelligenceSettings settings,
      Clock clock) {
    return new Sightings(
        sql, site.state(), frontier, peers, new TransactionTemplate(transactions), settings, clock);
  }

  @Bean
  Imports imports(
      JdbcClient jdbc,
      Site site,
      Store store,
      IndicatorSql objects,
      HouseSource house,
      Audit audit,
      IntelligenceSettings settings,
      Clock clock) {
    var files =
        new ImportFiles(
            site.directory(DIRECTORY).resolve("imports"), settings.maxUpload().toBytes());
    return new Imports(new ImportSql(jdbc), files, store, objects, house, audit, settings, clock);
  }

  @Bean
  PeerIntake peerIntake(
      Site site,
      Peers peers,
      Inbox inbox,
      Store store,
      IndicatorSql objects,
      AcceptanceSql sql,
      BroughtSql brought,
      Clock clock) {
    return new PeerIntake(
        () -> states(site.state(), peers), inbox, store, objects, sql, brought, clock);
  }

  @Bean
  BroughtSql broughtSql(JdbcClient database) {
    return new BroughtSql(database);
  }

  @Bean
  PeerErasure peerErasure(
      BroughtSql sql, Live live, Frontier frontier, ApplicationEventPublisher events, Clock clock) {
    return new PeerErasure(sql, live, frontier, events, clock);
  }

  private static Set<StateCode> states(StateCode own, Peers peers) {
    return Stream.concat(Stream.of(own), peers.list().stream().map(peer -> peer.card().code()))
        .collect(Collectors.toSet());
  }

  @Bean
  BlockLists blockLists(
      OutputSql sql,
      LiveSql live,
      Site site,
      PlatformTransactionManager transactions,
      Clock clock) {
    var directory = site.directory(DIRECTORY);
    var signer =
        OutputSigner.load(
            directory.resolve("outputs.key"), site.state().value(), new SecureRandom());
    return new BlockLists(
        sql,
        live,
        signer,
        directory.resolve("outputs"),
        site.state(),
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  Workers intelligenceWorkers(
      PrecautionChange precautions,
      Live live,
      IndicatorSql indicators,
      BlockLists lists,
      Imports imports,
      SharingSql sharing,
      Sightings sightings,
      Frontier frontier,
      Peers peers,
      PlatformTransactionManager transactions,
      Clock clock,
      LiveStream pages) {
    var template = new TransactionTemplate(transactions);
    return new Workers(
        precautions,
        live,
        indicators,
        lists,
        imports,
        new Sharing(sharing, indicators, frontier, peers, template, clock),
        sightings,
        template,
        clock,
        () -> pages.pulse("intelligence"));
  }

  @Bean
  IntelligenceNow intelligenceNow(IndicatorSql indicators, SharingSql sharing) {
    return new IntelligenceNow(indicators, sharing);
  }

  @Bean
  Desk knowledgeDesk() {
    return new Desk("Connaissances", "/connaissances", "knowledge", "READ_INTELLIGENCE", 30);
  }

  @Bean
  Desk outputsDesk() {
    return new Desk("Sorties", "/sorties", "output", "READ_OUTPUTS", 40);
  }
}
