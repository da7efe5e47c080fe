package org.bouclier.node.response;

import java.time.Clock;
import org.bouclier.node.intelligence.Indicators;
import org.bouclier.node.site.Site;
import org.bouclier.node.web.Desk;
import org.bouclier.node.web.LiveStream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk of incidents, from its tables up. */
@Configuration(proxyBeanMethods = false)
class ResponseConfiguration {

  @Bean
  ResponseSql responseSql(JdbcClient jdbc) {
    return new ResponseSql(jdbc);
  }

  @Bean
  Incidents incidents(
      ResponseSql sql,
      PlatformTransactionManager transactions,
      ApplicationEventPublisher events,
      Site site,
      Clock clock) {
    return new Incidents(sql, new TransactionTemplate(transactions), events, site, clock);
  }

  @Bean
  AlertListener alertListener(Incidents incidents, ResponseSql sql, LiveStream live) {
    return new AlertListener(incidents, sql, live);
  }

  @Bean
  ObservableSharing observableSharing(Incidents incidents, Indicators indicators) {
    return new ObservableSharing(incidents, indicators);
  }

  @Bean
  IncidentsNow incidentsNow(ResponseSql sql) {
    return new IncidentsNow(sql);
  }

  @Bean
  Desk incidentsDesk() {
    return new Desk("Incidents", "/incidents", "incident", "READ_INCIDENTS", 20);
  }
}
