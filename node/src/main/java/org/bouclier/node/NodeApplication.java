package org.bouclier.node;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.bouclier.node.command.RunningNode;
import org.bouclier.node.database.DatabaseLost;
import org.bouclier.node.database.DatabaseUnavailableException;
import org.bouclier.node.site.ControlToken;
import org.bouclier.node.site.Site;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The framework's view of the node: every desk below this package. {@link Bouclier} decides before
 * it is loaded, so a verb on files costs no framework.
 */
// Two desks may each have a SourceController: a bean is named by its whole class name.
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class NodeApplication {

  /**
   * Starts the node and returns when it serves. It stops when the JVM is told to end.
   *
   * @param settings {@code bouclier.*} and settings of the framework; they prevail over all others
   */
  static RunningNode start(Map<String, String> settings) {
    var application = new SpringApplication(NodeApplication.class);
    // As arguments they are known before anything else is: the log needs its file at once.
    String[] arguments =
        settings.entrySet().stream()
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    var ended = new CountDownLatch(1);
    var lost = new AtomicReference<DatabaseUnavailableException>();
    application.addListeners(event -> {
      if (event instanceof PayloadApplicationEvent<?> told
          && told.getPayload() instanceof DatabaseLost(var reason)) {
        lost.set(reason);
        ended.countDown();
      }
      if (event instanceof ContextClosedEvent) {
        ended.countDown();
      }
    });
    return new Started(application.run(arguments), ended, lost);
  }

  private record Started(
      ConfigurableApplicationContext context,
      CountDownLatch ended,
      AtomicReference<DatabaseUnavailableException> lost)
      implements RunningNode {

    @Override
    public URI pages() {
      Site site = context.getBean(Site.class);
      return uri(site.pagesAreLocal() ? "http" : "https", site.pages(), "local.server.port");
    }

    @Override
    public URI federation() {
      return uri("https", context.getBean(Site.class).federation(), "local.federation.port");
    }

    @Override
    public ControlToken token() {
      return context.getBean(ControlToken.class);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
      ended.await();
      var reason = lost.get();
      if (reason != null) {
        throw reason;
      }
    }

    @Override
    public void stop() {
      context.close();
    }

    /** From this machine: an address that means "everywhere" is reached by the loopback. */
    private URI uri(String scheme, InetSocketAddress address, String portKey) {
      Integer port = context.getEnvironment().getProperty(portKey, Integer.class);
      boolean everywhere = address.getAddress() == null || address.getAddress().isAnyLocalAddress();
      String host = everywhere ? "localhost" : address.getHostString();
      String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
      return URI.create(
          scheme + "://" + bracketed + ":" + (port == null ? address.getPort() : port) + "/");
    }
  }
}
