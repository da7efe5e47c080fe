package org.bouclier.node.site;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Where the pages listen, and with what. On the loopback, plain HTTP: the machine is its own
 * network. Anywhere else, TLS 1.2 or 1.3 and nothing else.
 */
final class PagesServer implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {

  private static final String BUNDLE = "pages";

  private final Site site;
  private final List<String> publicNames;
  private final Clock clock;

  PagesServer(Site site, List<String> publicNames, Clock clock) {
    this.site = site;
    this.publicNames = List.copyOf(publicNames);
    this.clock = clock;
  }

  @Override
  public void customize(ConfigurableWebServerFactory server) {
    server.setAddress(site.pages().getAddress());
    server.setPort(site.pages().getPort());
    if (site.pagesAreLocal()) {
      return;
    }
    var names = new ArrayList<>(publicNames);
    names.addAll(Site.ownNames(site.pages()));
    Path directory = site.directory("tls");
    var identity = TlsIdentity.open(directory, BUNDLE, names, clock);
    var registry = new DefaultSslBundleRegistry();
    registry.registerBundle(BUNDLE, SslBundle.of(SslStoreBundle.of(identity.keyStore(), "", null)));
    server.setSslBundles(registry);
    var ssl = Ssl.forBundle(BUNDLE);
    ssl.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    server.setSsl(ssl);
  }
}
