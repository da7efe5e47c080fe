package org.bouclier.node.detection;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.bouclier.detect.Engine;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.log.EventTime;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.accounts.SourceTokens;
import org.bouclier.node.intelligence.LiveIndicators;
import org.bouclier.node.intelligence.Sightings;
import org.bouclier.node.site.ArchivePlace;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.TlsIdentity;
import org.bouclier.node.site.UnusablePlaceException;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk, from the journal to its pages. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DetectionSettings.class)
class DetectionConfiguration {

  @Bean
  SourceSql sourceSql(JdbcClient jdbc) {
    return new SourceSql(jdbc);
  }

  @Bean
  AlertSql alertSql(JdbcClient jdbc) {
    return new AlertSql(jdbc);
  }

  @Bean(destroyMethod = "close")
  Journal journal(Site site) throws IOException {
    return Journal.open(site.directory("journal"), Intake.LIMITS);
  }

  @Bean
  Sources sources(SourceSql sql, Clock clock) {
    return new Sources(sql, clock);
  }

  @Bean
  SourceCounters sourceCounters() {
    return new SourceCounters();
  }

  @Bean
  SourceAccess sourceAccess(Sources sources) {
    return new SourceAccess(sources);
  }

  @Bean
  SourceDesk sourceDesk(
      Sources sources, SourceTokens tokens, Audit audit, PlatformTransactionManager transactions) {
    return new SourceDesk(sources, tokens, audit, new TransactionTemplate(transactions));
  }

  @Bean
  Intake intake(Journal journal, Clock clock) {
    return new Intake(journal, clock);
  }

  @Bean
  BodyReaders bodyReaders() {
    return new BodyReaders();
  }

  @Bean(destroyMethod = "")
  Listeners listeners(
      SourceSql sql,
      Sources sources,
      Intake intake,
      SourceCounters counters,
      Site site,
      Clock clock) {
    return new Listeners(
        sql,
        sources,
        new PatientIntake(intake),
        counters,
        () ->
            TlsIdentity.open(site.directory("tls"), "syslog", Site.ownNames(site.pages()), clock));
  }

  @Bean
  WatchedFiles watchedFiles(
      Site site, Sources sources, SourceSql sql, Intake intake, SourceCounters counters) {
    return new WatchedFiles(site.directory("watched"), sources, sql, intake, counters);
  }

  @Bean
  Engine engine() {
    return new Engine();
  }

  @Bean
  EngineFeed engineFeed(LiveIndicators live, Engine engine) {
    return new EngineFeed(live, engine);
  }

  @Bean
  ExpandListSql expandListSql(JdbcClient jdbc) {
    return new ExpandListSql(jdbc);
  }

  @Bean
  RuleFolder ruleFolder(Site site, ExpandListSql lists, Engine engine, Clock clock) {
    return new RuleFolder(
        site.directory("rules"), site.directory("mappings"), lists::lists, engine, clock);
  }

  @Bean
  ExpandLists expandLists(
      ExpandListSql sql,
      RuleFolder rules,
      Audit audit,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new ExpandLists(sql, rules, audit, new TransactionTemplate(transactions), clock);
  }

  @Bean
  Alerts alerts(
      AlertSql sql,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      LiveStream live,
      Clock clock) {
    return new Alerts(
        sql, new TransactionTemplate(transactions), events, () -> live.pulse("alerts"), clock);
  }

  @Bean
  JournalKeep journalKeep(Journal journal, DetectionSettings settings) {
    return new JournalKeep(journal, settings.archive());
  }

  @Bean
  Archive archive(Site site, DetectionSettings settings, Clock clock)
      throws UnusablePlaceException {
    Path own = site.directory("archive");
    String place = settings.archivePlace().isBlank() ? own.toString() : settings.archivePlace();
    return new Archive(ArchivePlace.of(place, System.getenv(), own, clock).store());
  }

  @Bean
  ArchiveWorker archiveWorker(
      Journal journal,
      JournalKeep keep,
      Archive archive,
      DetectionSettings settings,
      Sources sources,
      Clock clock) {
    return new ArchiveWorker(journal, keep, archive, settings, sources::find, clock);
  }

  @Bean
  HuntSql huntSql(JdbcClient jdbc) {
    return new HuntSql(jdbc);
  }

  @Bean
  Hunts hunts(
      HuntSql sql,
      LiveIndicators live,
      Audit audit,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Hunts(
        sql,
        live::revision,
        live::ofPeersSince,
        audit,
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  HuntWorker huntWorker(
      Hunts hunts,
      HuntSql sql,
      Archive archive,
      ArchiveWorker archiving,
      Engine engine,
      EngineFeed feed,
      Sources sources,
      AlertSql alerts,
      Sightings sightings,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      LiveStream live,
      Site site,
      DetectionSettings settings,
      Clock clock) {
    return new HuntWorker(
        hunts,
        sql,
        archive,
        archiving,
        engine,
        feed,
        sources::find,
        new EventTime(site.zone()),
        new AlertWriting(alerts, sources::find, events),
        sightings::record,
        new TransactionTemplate(transactions),
        () -> {
          live.pulse("hunts");
          live.pulse("alerts");
        },
        settings,
        clock);
  }

  @Bean
  LookingBackAtWork lookingBackAtWork(
      ArchiveWorker archiving, HuntWorker hunting, DetectionSettings settings) {
    return new LookingBackAtWork(archiving, hunting, settings);
  }

  @Bean
  DetectionWorker detectionWorker(
      Journal journal,
      JournalKeep keep,
      Engine engine,
      EngineFeed feed,
      Sources sources,
      AlertSql alerts,
      SourceSql files,
      Sightings sightings,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      LiveStream live,
      Site site,
      Clock clock) {
    return new DetectionWorker(
        journal,
        keep,
        engine,
        new CorrelationFile(site.directory("correlations"), clock),
        feed,
        sources::find,
        new EventTime(site.zone()),
        alerts,
        files,
        sightings::record,
        new TransactionTemplate(transactions),
        events,
        () -> live.pulse("alerts"),
        clock);
  }

  @Bean
  DetectionAtWork detectionAtWork(
      EngineFeed feed,
      RuleFolder rules,
      DetectionWorker worker,
      Listeners listeners,
      WatchedFiles files,
      SourceCounters counters,
      SourceSql sql,
      Journal journal) {
    return new DetectionAtWork(feed, rules, worker, listeners, files, counters, sql, journal);
  }

  @Bean
  DetectionNow detectionNow(AlertSql alerts, Sources sources, Clock clock) {
    return new DetectionNow(alerts, sources, clock);
  }

  @Bean
  Desk alertsDesk() {
    return new Desk("Alertes", "/alertes", "alert", Permission.READ_ALERTS.name(), 10);
  }

  @Bean
  Desk huntsDesk() {
    return new Desk("Rétrospective", "/retrospective", "back", Permission.READ_ALERTS.name(), 15);
  }

  @Bean
  Desk sourcesDesk() {
    return new Desk("Sources", "/sources", "sources", Permission.HANDLE_SOURCES.name(), 60);
  }
}
