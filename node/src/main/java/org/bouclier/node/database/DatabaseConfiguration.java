package org.bouclier.node.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.bouclier.node.site.Site;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.modulith.events.FailedEventPublications;

/**
 * The database of the node. No bean can get a {@code DataSource} whose schemas are not up to date:
 * the migrations run before it is handed out.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  /**
   * Bounded: virtual threads may wait for a connection by thousands, PostgreSQL may not serve them.
   */
  private static final int CONNECTIONS = 16;

  private static final long WAIT_MILLIS = 15_000;

  /** Started only when no other database is named. Closed after the pool, which depends on it. */
  @Bean
  @Conditional(NoDatabaseUrl.class)
  EmbeddedPostgres embeddedPostgres(
      Site site, Environment environment, ApplicationEventPublisher events) {
    Path own = site.directory("postgres");
    String programs = environment.getProperty("bouclier.programs", "");
    var postgres =
        EmbeddedPostgres.start(
            own, programs.isEmpty() ? own.resolve("programs") : Path.of(programs));
    postgres.watch(reason -> events.publishEvent(new DatabaseLost(reason)));
    return postgres;
  }

  @Bean
  HikariDataSource dataSource(ObjectProvider<EmbeddedPostgres> embedded, Environment environment) {
    EmbeddedPostgres own = embedded.getIfAvailable();
    DatabaseAddress address =
        own == null
            ? DatabaseAddress.parse(environment.getRequiredProperty("bouclier.database-url"))
            : new DatabaseAddress(own.jdbcUrl(), own.user(), own.password());
    var pool = pool(address);
    boolean ready = false;
    try {
      address.verify(pool);
      Migrations.apply(pool);
      ready = true;
      return pool;
    } finally {
      if (!ready) {
        pool.close();
      }
    }
  }

  @Bean
  Redelivery redelivery(FailedEventPublications failed) {
    return new Redelivery(failed);
  }

  private static HikariDataSource pool(DatabaseAddress address) {
    var pool = new HikariDataSource();
    pool.setPoolName("bouclier");
    pool.setJdbcUrl(address.jdbcUrl());
    pool.setUsername(address.user());
    pool.setPassword(address.password());
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setMinimumIdle(2);
    pool.setConnectionTimeout(WAIT_MILLIS);
    pool.addDataSourceProperty("ApplicationName", "bouclier");
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  static final class NoDatabaseUrl implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      @Nullable String url = context.getEnvironment().getProperty("bouclier.database-url");
      return url == null || url.isBlank();
    }
  }
}
