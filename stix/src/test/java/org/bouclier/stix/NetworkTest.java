package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and networks, read without a resolver. */
class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.0/24, 192.0.2.0/24",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8::/32, 2001:db8::/32",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "::ffff:192.0.2.1, ::ffff:c000:201",
  })
  void one_network_has_one_spelling(String written, String spelled) {
    assertThat(Network.parse(written)).map(Network::toString).contains(spelled);
    assertThat(Network.parse(spelled)).isEqualTo(Network.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.-4",
        "1.2.3.4/024",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "::/129",
        "g::",
        "1:2:3:4:5:6:7:8::",
        "localhost",
        "fe80::1%eth0",
        "\u0661.2.3.4"
      })
  void what_is_no_address_is_refused(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true", "172.31.0.1, true", "172.32.0.1, false", "192.168.1.1, true",
    "100.64.0.1, true", "100.128.0.1, false", "169.254.1.1, true", "8.8.8.8, false",
    "fd12::1, true", "fe80::1, true", "2001:db8::1, false", "10.0.0.0/7, false"
  })
  void private_is_what_never_leaves_an_organisation(String text, boolean isPrivate) {
    assertThat(Network.parse(text).orElseThrow().isPrivate()).isEqualTo(isPrivate);
  }

  @Test
  void truncation_keeps_the_head_and_holds_the_whole() {
    var address = Network.parse("198.51.100.77").orElseThrow();

    assertThat(address.truncated(24)).hasToString("198.51.100.0/24");
    assertThat(address.truncated(24).contains(address)).isTrue();
    assertThat(address.truncated(24).truncated(28)).isEqualTo(address.truncated(24));
    assertThat(Network.parse("2001:db8:1:2::3").orElseThrow().truncated(48))
        .hasToString("2001:db8:1::/48");
  }

  @Test
  void random_addresses_are_read_as_the_platform_reads_them() throws UnknownHostException {
    long seed = 20_260_122;
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
        bytes[random.nextInt(bytes.length)] = 0; // runs of zeros make the hard spellings
      }
      var text = InetAddress.getByAddress(bytes).getHostAddress();
      var network = Network.parse(text);
      assertThat(network).as("seed %d, %s", seed, text).isPresent();
      var back = InetAddress.ofLiteral(network.get().toString());
      if (bytes.length == 4 || !text.contains(".")) {
        assertThat(back.getAddress()).as("seed %d, %s", seed, text).isEqualTo(bytes);
      }
    }
  }
}
