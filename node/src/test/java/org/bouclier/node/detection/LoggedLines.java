package org.bouclier.node.detection;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one class logs while this is open. */
final class LoggedLines implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  LoggedLines(Class<?> of) {
    this.logger = (Logger) LoggerFactory.getLogger(of);
    appender.start();
    logger.addAppender(appender);
  }

  /** The events whose message holds a text. */
  List<ILoggingEvent> with(String text) {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getFormattedMessage().contains(text))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
