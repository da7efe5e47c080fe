package org.bouclier.detect.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IpTextTest {

  @Test
  void an_address_with_known_dots_reads_as_one_without() {
    var random = new Random(4);
    String parts = "0123456789012345678900256255199a/:;";
    int addresses = 0;
    for (int round = 0; round < 200_000; round++) {
      var text = new StringBuilder();
      int[] dots = new int[3];
      for (int part = 0; part < 4; part++) {
        if (part > 0) {
          dots[part - 1] = text.length();
          text.append('.');
        }
        for (int digits = random.nextInt(16) == 0 ? 4 : 1 + random.nextInt(3);
            digits > 0;
            digits--) {
          text.append(parts.charAt(random.nextInt(random.nextInt(8) == 0 ? parts.length() : 20)));
        }
      }
      if (text.length() > 15) {
        continue;
      }
      byte[] bytes = text.toString().getBytes(ISO_8859_1);

      long address = IpText.parse4(bytes, 0, dots[0], dots[1], dots[2], bytes.length);

      assertThat(address).as(text.toString()).isEqualTo(IpText.parse4(bytes, 0, bytes.length));
      addresses += address != IpText.NONE ? 1 : 0;
    }
    assertThat(addresses).isGreaterThan(10_000);
  }
}
