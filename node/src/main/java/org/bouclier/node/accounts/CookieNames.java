package org.bouclier.node.accounts;

import java.util.Locale;
import org.bouclier.node.site.Site;

/**
 * How this node's cookies are called. Browsers send a cookie to every port of a host, so two nodes
 * on one machine would sign each other's people out if both said "session": the names carry the
 * state and the port.
 *
 * <p>Where pages are served by TLS only, they start with {@code __Host-}: a browser then takes them
 * from this very host alone, by TLS and for the whole of it, so that no neighbour of its domain can
 * plant one. On the loopback, without TLS, browsers would refuse such a name.
 *
 * @param session the session of a person signed in
 * @param form the token of forms, while nobody is signed in
 * @param browser what makes a browser known (see {@link SignInThrottle})
 */
record CookieNames(String session, String form, String browser) {

  static CookieNames of(Site site) {
    String node = site.state().value().toLowerCase(Locale.ROOT) + "-" + site.pages().getPort();
    String host = site.pagesAreLocal() ? "" : "__Host-";
    return new CookieNames(
        host + "session-" + node, host + "formulaire-" + node, host + "navigateur-" + node);
  }
}
