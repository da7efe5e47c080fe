package org.bouclier.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouclier.node.site.SecretFile;
import org.bouclier.node.site.TlsIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can go wrong, made to go wrong: it is found, and comes with its repair. */
class ExaminationTest {

  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");

  @TempDir private Path parent;
  private Path data = Path.of("");

  @BeforeEach
  void make_a_node() throws IOException {
    data = Files.createDirectory(parent.resolve("node"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    SecretFile.write(
        data.resolve("bouclier.properties"),
        "bouclier.state=ML\nbouclier.listen=localhost:0\nbouclier.federation-listen=localhost:0\n");
    Files.setLastModifiedTime(data.resolve("bouclier.properties"), FileTime.from(NOW));
  }

  @Test
  void a_sound_node_has_no_failure() {
    assertThat(findings()).filteredOn(f -> f.level() == Finding.Level.FAILURE).isEmpty();
    assertThat(findings())
        .extracting(Finding::code)
        .contains("machine.java", "disk.space", "clock");
  }

  @Test
  void a_data_directory_open_to_others_is_closed_by_the_command_given() throws Exception {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

    var finding = failure("data.directory");
    assertThat(new ProcessBuilder("sh", "-c", finding.repair()).start().waitFor()).isZero();
    assertThat(findings()).filteredOn(f -> f.level() == Finding.Level.FAILURE).isEmpty();
  }

  @Test
  void a_secret_open_to_others_is_closed_by_the_command_given() throws Exception {
    TlsIdentity.open(data.resolve("tls"), "federation", List.of("localhost"), clock(NOW));
    Path key = data.resolve("tls/federation-key.pem");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

    var finding = failure("secret.readable");
    assertThat(finding.french()).contains(key.toString());
    assertThat(new ProcessBuilder("sh", "-c", finding.repair()).start().waitFor()).isZero();
    assertThat(findings()).filteredOn(f -> f.level() == Finding.Level.FAILURE).isEmpty();
  }

  @Test
  void a_clock_behind_what_is_written_is_found() {
    assertThat(examine(NOW.minusSeconds(3_600)))
        .filteredOn(f -> f.code().equals("clock"))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAILURE);
    assertThat(examine(Instant.EPOCH))
        .filteredOn(f -> f.code().equals("clock"))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAILURE);
  }

  @Test
  void an_expired_certificate_is_found_and_one_that_will_expire_is_advice() {
    Instant made = NOW.minusSeconds(3_640L * 86_400);
    TlsIdentity.open(data.resolve("tls"), "pages", List.of("localhost"), clock(made));

    assertThat(level("tls.pages", NOW)).isEqualTo(Finding.Level.ADVICE);
    assertThat(level("tls.pages", NOW.plusSeconds(40L * 86_400))).isEqualTo(Finding.Level.FAILURE);
  }

  @Test
  void a_damaged_certificate_and_a_key_unknown_to_the_node_are_found() throws IOException {
    Files.createDirectory(data.resolve("tls"), SecretFile.ownerOnlyDirectory());
    Files.writeString(data.resolve("tls/pages.pem"), "not a certificate");
    SecretFile.write(data.resolve("bouclier.properties"), "bouclier.sate=ML\n");
    Files.setLastModifiedTime(data.resolve("bouclier.properties"), FileTime.from(NOW));

    assertThat(failure("tls.pages").french()).contains("pages.pem");
    assertThat(failure("settings").french()).contains("bouclier.sate");
  }

  @Test
  void a_port_taken_by_another_program_is_found() throws IOException {
    try (var other = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      SecretFile.write(
          data.resolve("bouclier.properties"),
          "bouclier.state=ML\nbouclier.federation-listen=localhost:0\nbouclier.listen=localhost:"
              + other.getLocalPort());
      Files.setLastModifiedTime(data.resolve("bouclier.properties"), FileTime.from(NOW));

      assertThat(failure("network.free").french()).contains("--listen");
      assertThat(failure("network.free").repair()).contains(":" + other.getLocalPort());
    }
  }

  private Finding failure(String code) {
    return findings().stream()
        .filter(f -> f.code().equals(code) && f.level() == Finding.Level.FAILURE)
        .findFirst()
        .orElseThrow(() -> new AssertionError(code + " was not found: " + findings()));
  }

  private Finding.Level level(String code, Instant now) {
    return examine(now).stream()
        .filter(f -> f.code().equals(code))
        .findFirst()
        .orElseThrow()
        .level();
  }

  private List<Finding> findings() {
    return examine(NOW.plusSeconds(60));
  }

  private List<Finding> examine(Instant now) {
    var nowhere =
        new PrintStream(
            java.io.OutputStream.nullOutputStream(),
            false,
            java.nio.charset.StandardCharsets.UTF_8);
    return new Examination(data, new Session(new Speech(false), nowhere, nowhere, clock(now)))
        .findings();
  }

  private static Clock clock(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
