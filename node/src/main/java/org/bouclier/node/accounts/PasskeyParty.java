package org.bouclier.node.accounts;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;

/**
 * For whom passkeys are made: the "relying party" of WebAuthn, section 4. A passkey belongs to a
 * host name, never to a number, so a node reached by its number alone offers them on its own
 * machine only, as {@code localhost}.
 *
 * @param id the host name
 * @param name how the browser names the node to the person
 * @param origins the addresses whose pages may ask for a passkey
 */
record PasskeyParty(String id, String name, Set<String> origins) {

  private static final String OWN_MACHINE = "localhost";

  /**
   * @param pages where the node is reached
   * @param port where it listens indeed, when {@code pages} left the choice to the system
   */
  static PasskeyParty of(String name, InetSocketAddress pages, int port) {
    String host = isNumber(pages.getHostString()) ? OWN_MACHINE : pages.getHostString();
    return host.equals(OWN_MACHINE)
        ? new PasskeyParty(
            host, name, Set.of("http://localhost:" + port, "https://localhost:" + port))
        : new PasskeyParty(
            host, name, Set.of(port == 443 ? "https://" + host : "https://" + host + ":" + port));
  }

  PublicKeyCredentialRpEntity entity() {
    return PublicKeyCredentialRpEntity.builder().id(id).name(name).build();
  }

  private static boolean isNumber(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
