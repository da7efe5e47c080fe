package org.bouclier.node.site;

import java.time.Clock;
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
}
