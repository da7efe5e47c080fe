package org.bouclier.node.site;

import java.net.URI;
import org.springframework.core.env.Environment;

/** The address by which people and their tools reach the pages. Thread-safe. */
public final class PagesAddress {

  private final Site site;
  private final Environment environment;

  PagesAddress(Site site, Environment environment) {
    this.site = site;
    this.environment = environment;
  }

  /** As whoever sits at this machine reaches them. */
  public URI atTheMachine() {
    var bound = site.pages().getAddress();
    boolean everywhere = bound != null && bound.isAnyLocalAddress();
    return uri(everywhere ? "localhost" : site.pages().getHostString());
  }

  /** As others reach them: by the public name, if the operator gave one. */
  public URI fromOutside() {
    String[] names = environment.getProperty("bouclier.public-name", String[].class, new String[0]);
    return names.length == 0 || site.pagesAreLocal() ? atTheMachine() : uri(names[0]);
  }

  private URI uri(String host) {
    return URI.create(
        (site.pagesAreLocal() ? "http://" : "https://")
            + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
            + ":"
            + port());
  }

  /** Where the node listens indeed: the system chooses when its site says 0. */
  public int port() {
    return environment.getProperty("local.server.port", Integer.class, site.pages().getPort());
  }
}
