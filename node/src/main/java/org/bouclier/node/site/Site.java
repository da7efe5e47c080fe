package org.bouclier.node.site;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Who this node is and where it lives. Fixed at the first start, read at each later one.
 *
 * @param state the state it serves
 * @param name how it is called on its pages, as in "Nœud national du Mali"
 * @param city where its team sits, as in "Bamako": how peers name it in a sentence
 * @param data the directory that holds everything the node keeps
 * @param pages the address where people and their tools reach it
 * @param federation the address where its peers pull, always TLS with both certificates
 * @param federationUrl how peers reach {@code federation} from outside
 * @param zone the zone in which its pages show times
 */
public record Site(
    StateCode state,
    String name,
    String city,
    Path data,
    InetSocketAddress pages,
    InetSocketAddress federation,
    URI federationUrl,
    ZoneId zone) {

  /** A directory of the node, by desk: {@code data/ledger}, {@code data/journal}... */
  public Path directory(String desk) {
    return data.resolve(desk);
  }

  /** Whether only this machine reaches the pages: then they are plain HTTP, else TLS. */
  public boolean pagesAreLocal() {
    return pages.getAddress() != null && pages.getAddress().isLoopbackAddress();
  }

  /**
   * The names a self-signed certificate for {@code address} carries: the host given, the machine's
   * own name when it listens everywhere, and always the loopback.
   */
  public static List<String> ownNames(InetSocketAddress address) {
    var names = new ArrayList<String>();
    boolean everywhere = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
    if (everywhere) {
      try {
        names.add(InetAddress.getLocalHost().getHostName());
      } catch (UnknownHostException nameless) {
        // The loopback names below are enough to start with.
      }
    } else {
      names.add(address.getHostString());
    }
    names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    return List.copyOf(names);
  }
}
