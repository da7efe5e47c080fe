package org.bouclier.node.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * How many datagrams Linux dropped for want of room: the last column of {@code /proc/net/udp} (see
 * proc_net(5), and "drops" in net/ipv4/udp.c).
 */
final class SocketDrops {

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private SocketDrops() {}

  /** Drops of all sockets bound to a local port; empty where there is no such table. */
  static OptionalLong udp(int port) {
    long drops = 0;
    boolean found = false;
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table)) {
          String[] columns = BLANKS.split(line.strip());
          if (columns.length > 12 && isPort(columns[1], port)) {
            drops += Long.parseLong(columns[columns.length - 1]);
            found = true;
          }
        }
      } catch (IOException | NumberFormatException none) {
        // Another system, or another kernel: nothing is known, and the caller is told so.
      }
    }
    return found ? OptionalLong.of(drops) : OptionalLong.empty();
  }

  private static boolean isPort(String localAddress, int port) {
    return localAddress.endsWith(":" + String.format(Locale.ROOT, "%04X", port));
  }
}
