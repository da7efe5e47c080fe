package org.bouclier.detect;

import java.util.Map;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;

/**
 * Finds the port that belongs to an address in a field of its own: {@code id.resp_h} and {@code
 * id.resp_p}, {@code dest_ip} and {@code dest_port}, {@code DestinationIp} and {@code
 * DestinationPort}. Asked only of addresses that are listed with a port, so it may cost. Holds
 * scratch memory: one thread at a time.
 */
final class PortFields {

  /** The last part of the name of an address, and what the port is called then. */
  static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("resp_h", "resp_p"),
          Map.entry("orig_h", "orig_p"),
          Map.entry("dest_ip", "dest_port"),
          Map.entry("src_ip", "src_port"),
          Map.entry("dst_ip", "dst_port"),
          Map.entry("dstip", "dstport"),
          Map.entry("srcip", "srcport"),
          Map.entry("DestinationIp", "DestinationPort"),
          Map.entry("SourceIp", "SourcePort"),
          Map.entry("DestAddress", "DestPort"),
          Map.entry("SourceAddress", "SourcePort"),
          Map.entry("destination.ip", "destination.port"),
          Map.entry("source.ip", "source.port"),
          Map.entry("client.ip", "client.port"),
          Map.entry("server.ip", "server.port"));

  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();

  /** The port of the address that is the whole of the field at these bytes; -1 if there is none. */
  int find(byte[] line, int lineFrom, int lineTo, int from, int to) {
    decoder.decode(line, lineFrom, lineTo, LogFormat.AUTO, fields);
    for (int field = 0; field < fields.count(); field++) {
      if (fields.isInLine(field)
          && fields.valueFrom(field) == from
          && fields.valueTo(field) == to) {
        int port = ofField(fields.name(field));
        if (port >= 0) {
          return port;
        }
      }
    }
    return -1;
  }

  private int ofField(String name) {
    for (var pair : NAMES.entrySet()) {
      String address = pair.getKey();
      boolean is = name.equals(address) || name.endsWith("." + address);
      if (is) {
        String of = name.substring(0, name.length() - address.length()) + pair.getValue();
        String value = fields.value(of);
        return value == null ? -1 : port(value);
      }
    }
    return -1;
  }

  /** A number of at most five digits, up to 65535; -1 if it is none. */
  static int port(String text) {
    if (text.isEmpty() || text.length() > 5) {
      return -1;
    }
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = 10 * port + c - '0';
    }
    return port <= 65_535 ? port : -1;
  }
}
