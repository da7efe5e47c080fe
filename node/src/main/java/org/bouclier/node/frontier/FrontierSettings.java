package org.bouclier.node.frontier;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set, under {@code bouclier.frontier}.
 *
 * @param erasureAnswer how long holders have to answer an erasure order, unless the order says
 *     otherwise: internal policy, no law; 1 to 365 days
 */
@ConfigurationProperties("bouclier.frontier")
record FrontierSettings(@DefaultValue("30d") Duration erasureAnswer) {

  /** The most days that an order may give. */
  static final int MAX_DAYS = 365;

  FrontierSettings {
    if (erasureAnswer.toDays() < 1 || erasureAnswer.toDays() > MAX_DAYS) {
      throw new IllegalArgumentException("bouclier.frontier.erasure-answer: 1 to 365 days");
    }
  }
}
