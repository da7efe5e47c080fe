package org.bouclier.node.accounts;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, by whatever thread, with what the framework does. */
final class Logged implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Map<Logger, Level> before;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              event.getLoggerName()
                  + " "
                  + event.getFormattedMessage()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
      };

  /**
   * @param level of the framework and of the node
   */
  Logged(Level level) {
    before =
        Map.of("org.springframework", level, "org.bouclier", level).entrySet().stream()
            .map(one -> (Logger) LoggerFactory.getLogger(one.getKey()))
            .collect(
                Collectors.toMap(
                    logger -> logger,
                    logger -> logger.getLevel() == null ? Level.INFO : logger.getLevel()));
    before.keySet().forEach(logger -> logger.setLevel(level));
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    before.forEach(Logger::setLevel);
  }
}
