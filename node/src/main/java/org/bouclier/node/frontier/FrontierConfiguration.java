package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.bouclier.border.Minimiser;
import org.bouclier.border.MinimisingPolicy;
import org.bouclier.border.StandardPolicy;
import org.bouclier.ledger.log.Hash;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.site.SecretFile;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.bouclier.node.web.NowContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FrontierSettings.class)
class FrontierConfiguration {

  @Bean
  NodeKeys nodeKeys(Site site) throws IOException {
    return NodeKeys.open(keys(site), site.state(), new SecureRandom());
  }

  private static Path keys(Site site) throws IOException {
    return Files.createDirectories(site.directory("keys"), SecretFile.ownerOnlyDirectory());
  }

  @Bean
  ExportLog exportLog(Site site, NodeKeys keys) throws IOException {
    return ExportLog.open(site.directory("ledger"), keys);
  }

  @Bean
  PolicySql policySql(JdbcClient database) {
    return new PolicySql(database);
  }

  @Bean
  PoliciesInForce policiesInForce(Site site, PolicySql sql, Clock clock) {
    var shipped = StandardPolicy.textOf(site.state().value());
    var hash = Hash.sha256(shipped.getBytes(UTF_8)).hex();
    return new PoliciesInForce(Policies.begin(sql, shipped, hash, clock));
  }

  @Bean
  Policies policies(
      PolicySql sql,
      PoliciesInForce inForce,
      Audit audit,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Policies(sql, inForce, audit, new TransactionTemplate(transactions), clock);
  }

  @Bean
  Minimiser minimiser(Site site) throws IOException {
    return new Minimiser(
        MinimisingPolicy.STANDARD, PseudonymFiles.open(keys(site), new SecureRandom()));
  }

  @Bean
  FrontierSql frontierSql(JdbcClient database) {
    return new FrontierSql(database);
  }

  @Bean
  Authorisations authorisations(
      JdbcClient database, Audit audit, PlatformTransactionManager transactions, Clock clock) {
    return new Authorisations(
        new AuthorisationSql(database), audit, new TransactionTemplate(transactions), clock);
  }

  @Bean
  BorderPost borderPost(
      Site site,
      PoliciesInForce policies,
      Authorisations authorisations,
      Minimiser minimiser,
      PeerDirectory peers,
      ExportLog log,
      FrontierSql sql,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      Clock clock,
      LiveStream live) {
    return new BorderPost(
        site.state(),
        policies,
        authorisations::number,
        minimiser,
        peers,
        log,
        sql,
        apart(transactions),
        events,
        new SecureRandom(),
        clock,
        () -> live.pulse("border"));
  }

  /** Transactions of its own, whatever the caller has open: what left has left. */
  private static TransactionTemplate apart(PlatformTransactionManager manager) {
    var transactions = new TransactionTemplate(manager);
    transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return transactions;
  }

  @Bean
  ErasureDesk erasureDesk(
      Site site,
      BorderPost post,
      PeerDirectory peers,
      ExportLog log,
      JdbcClient database,
      Audit audit,
      Clock clock,
      LiveStream live) {
    return new ErasureDesk(
        site.state(),
        post,
        peers,
        log,
        new ErasureSql(database),
        audit,
        clock,
        () -> live.pulse("border"));
  }

  @Bean
  BorderRecovery borderRecovery(BorderPost post, ErasureDesk erasures) {
    return new BorderRecovery(post, erasures);
  }

  @Bean
  Desk borderDesk() {
    return new Desk("Frontière", "/frontiere", "border", "READ_BORDER", 60);
  }

  @Bean
  NowContributor borderNow(FrontierSql sql, PolicySql policies, ErasureDesk erasures, Clock clock) {
    return new BorderNow(sql, policies, erasures, clock);
  }
}
