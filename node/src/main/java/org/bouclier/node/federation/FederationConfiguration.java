package org.bouclier.node.federation;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.frontier.Erasures;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.site.Site;
import org.bouclier.node.site.TlsIdentity;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.bouclier.node.web.NowContributor;
import org.bouclier.node.web.PeerLinks;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class FederationConfiguration {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** This node's own card: what its team gives to the others. */
  @Bean
  PeerCard ownCard(
      Site site, NodeKeys keys, TlsIdentity federationIdentity, WitnessPost witnessPost) {
    return new PeerCard(
        site.state(),
        site.name(),
        site.city(),
        site.federationUrl(),
        keys.logKey().vkey(),
        keys.identity().recipient().text(),
        federationIdentity.fingerprint(),
        witnessPost.key().vkey());
  }

  @Bean
  WitnessPost witnessPost(Site site) throws IOException {
    return WitnessPost.open(site.directory("witness"), site.state(), new SecureRandom());
  }

  @Bean
  FederationSql federationSql(JdbcClient database) {
    return new FederationSql(database);
  }

  @Bean
  PeerRegister peerRegister(
      PeerCard ownCard,
      FederationSql sql,
      PlatformTransactionManager transactions,
      Audit audit,
      Clock clock) {
    return new PeerRegister(
        ownCard, sql, new TransactionTemplate(transactions), audit, clock, System::nanoTime);
  }

  @Bean
  FederationListener federationListener(
      Site site,
      TlsIdentity federationIdentity,
      ExportLog log,
      PeerRegister register,
      WitnessPost witnessPost,
      Intake federationIntake,
      Clock clock,
      ConfigurableEnvironment environment) {
    return new FederationListener(
        site.federation(),
        federationIdentity,
        log,
        register,
        new WitnessDesk(witnessPost, register, federationIntake, clock),
        LogServlet.WAIT,
        site.directory("run").resolve("federation"),
        port -> tell(environment, port));
  }

  /** Where status and demo find the port that was opened, as the framework does for the pages. */
  private static void tell(ConfigurableEnvironment environment, int port) {
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("federation-port", Map.of("local.federation.port", port)));
  }

  @Bean
  Intake federationIntake(
      Site site,
      FederationSql sql,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    return new Intake(
        sql,
        new TransactionTemplate(transactions),
        events,
        site.directory("federation").resolve("evidence"),
        clock);
  }

  @Bean
  TrustFile trustFile(Site site, PeerRegister register) {
    return new TrustFile(site.directory("federation").resolve("policy.txt"), register);
  }

  @Bean
  OwnHistory ownHistory(
      ExportLog log, NodeKeys keys, PeerRegister register, TlsIdentity federationIdentity) {
    return new OwnHistory(log, keys.logKey().name(), register, federationIdentity);
  }

  @Bean
  Cosigners cosigners(
      Site site,
      ExportLog log,
      PeerRegister register,
      OwnHistory ownHistory,
      TlsIdentity federationIdentity,
      Clock clock,
      LiveStream live) {
    return new Cosigners(
        log,
        register,
        ownHistory,
        federationIdentity,
        site.directory("ledger"),
        Cosigners.Pace.USUAL,
        clock,
        () -> live.pulse("peers"));
  }

  @Bean
  Pulls pulls(
      Site site,
      PeerRegister register,
      Intake federationIntake,
      OwnHistory ownHistory,
      NodeKeys keys,
      TlsIdentity federationIdentity,
      Clock clock,
      LiveStream live) {
    var directory = site.directory("federation");
    return new Pulls(
        register,
        federationIntake,
        ownHistory,
        site.state(),
        keys.identity(),
        federationIdentity,
        directory.resolve("incoming"),
        directory.resolve("mirror"),
        new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new Random()),
        clock,
        () -> live.pulse("peers"));
  }

  @Bean
  PeerLinks peerLinks(PeerRegister register, Frontier frontier) {
    return new LinkBoard(register, frontier);
  }

  @Bean
  Inbox inbox(FederationSql sql) {
    return new StoredInbox(sql);
  }

  @Bean
  ErasureIntake erasureIntake(
      FederationSql sql,
      Frontier frontier,
      Erasures erasures,
      ApplicationEventPublisher events,
      Clock clock) {
    return new ErasureIntake(sql, frontier, erasures, events, clock);
  }

  @Bean
  Desk peersDesk() {
    return new Desk("Pairs", "/pairs", "peers", "READ_BORDER", 50);
  }

  @Bean
  NowContributor peersNow(PeerRegister register, ExportLog log) {
    return new PeersNow(register, log);
  }
}
