package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouclier.detect.Indicator;

/**
 * Triggers of a DNS response policy zone.
 *
 * <pre>{@code
 * evil.example            the name              *.evil.example   all below it
 * 32.1.2.0.192.rpz-ip     192.0.2.1             24.0.2.0.192.rpz-ip   192.0.2.0/24
 * 128.1.zz.db8.2001.rpz-ip     2001:db8::1
 * }</pre>
 *
 * <p>Addresses stand backwards behind the length of their prefix; {@code zz} is the {@code ::} of
 * RFC 5952, which is how BIND wants it. Source: draft-vixie-dnsop-dns-rpz-00, sections 4.1 and 4.3.
 */
final class RpzName {

  /**
   * A name of 253 chars leaves no room for the zone's own name. This leaves 30 chars for it and two
   * for the asterisk.
   */
  private static final int MAX_NAME = 220;

  private RpzName() {}

  /** The owner names under which an indicator stands; empty if a resolver cannot block it. */
  static List<String> of(Indicator indicator) {
    String value = indicator.value();
    return switch (indicator.kind()) {
      case DOMAIN -> isNoHost(value) ? List.of() : List.of(value, "*." + value);
      case IPV4 -> List.of("32." + backwards4(value));
      case IPV6 -> List.of("128." + backwards6(value));
      case CIDR -> List.of(block(value));
      case URL,
          HOST_PATH,
          IP_PORT,
          MD5,
          SHA1,
          SHA256,
          SHA512,
          EMAIL,
          FILE_NAME,
          JA3,
          JA4,
          USER_AGENT ->
          List.of();
    };
  }

  /** Too long, or what a resolver would read as addresses: such a name is never a host's. */
  private static boolean isNoHost(String name) {
    int last = name.lastIndexOf('.') + 1;
    return name.length() > MAX_NAME || name.startsWith("rpz-", last);
  }

  private static String block(String value) {
    int slash = value.indexOf('/');
    String address = value.substring(0, slash);
    String prefix = value.substring(slash + 1);
    return prefix + "." + (address.indexOf(':') < 0 ? backwards4(address) : backwards6(address));
  }

  private static String backwards4(String address) {
    var bytes = new ArrayList<>(Arrays.asList(address.split("\\.", -1)));
    Collections.reverse(bytes);
    return String.join(".", bytes) + ".rpz-ip";
  }

  private static String backwards6(String address) {
    var words = new ArrayList<String>();
    int gap = address.indexOf("::");
    if (gap < 0) {
      words.addAll(Arrays.asList(address.split(":", -1)));
    } else {
      Arrays.stream(address.substring(0, gap).split(":", -1))
          .filter(word -> !word.isEmpty())
          .forEach(words::add);
      words.add("zz");
      Arrays.stream(address.substring(gap + 2).split(":", -1))
          .filter(word -> !word.isEmpty())
          .forEach(words::add);
    }
    Collections.reverse(words);
    return String.join(".", words) + ".rpz-ip";
  }
}
