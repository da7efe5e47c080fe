package org.bouclier.node.site;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Reads who the node is from {@code bouclier.*}: see the keys in {@link SiteKeys}. */
@Configuration(proxyBeanMethods = false)
class SiteConfiguration {

  @Bean
  Site site(Environment environment) {
    return SiteKeys.read(environment::getRequiredProperty);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  ControlToken controlToken() {
    return ControlToken.random();
  }

  @Bean
  PagesServer pagesServer(Site site, Environment environment, Clock clock) {
    var names =
        List.of(environment.getProperty("bouclier.public-name", String[].class, new String[0]));
    return new PagesServer(site, names, clock);
  }

  @Bean
  PagesAddress pagesAddress(Site site, Environment environment) {
    return new PagesAddress(site, environment);
  }

  /** What peers see and pin; made at the first start. */
  @Bean
  TlsIdentity federationIdentity(Site site, Clock clock) {
    var names = new ArrayList<String>();
    names.add(site.federationUrl().getHost());
    names.addAll(Site.ownNames(site.federation()));
    return TlsIdentity.open(site.directory("tls"), "federation", names, clock);
  }
}
