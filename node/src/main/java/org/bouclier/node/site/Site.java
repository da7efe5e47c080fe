package org.bouclier.node.site;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;

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
}
