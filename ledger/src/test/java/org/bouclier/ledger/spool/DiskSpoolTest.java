package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.seal.SealedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool on a disk: what goes in, what comes out, and what is noticed on the way. */
class DiskSpoolTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  @Test
  void a_sealed_object_goes_from_leaf_to_content() throws IOException {
    var signer = NoteSigner.generate("registre.example.ml/exports", SignatureType.ED25519, RANDOM);
    var burkina = SealIdentity.generate(RANDOM);
    var spool = new DiskSpool(directory);
    var content = "indicateur : 203.0.113.7".getBytes(UTF_8);

    var sealed = new SealedContent.Sealed[1];
    var stored =
        spool.put(out ->
            sealed[0] =
                SealedContent.seal(
                    List.of(burkina.recipient()), new ByteArrayInputStream(content), out, RANDOM));
    assertThat(stored.sha256()).isEqualTo(sealed[0].ciphertext());
    var leaf =
        new Leaf(
            Leaf.EXPORT,
            1,
            sealed[0].commitment(),
            Leaf.Ciphertext.of(stored.sha256(), stored.bytes()),
            List.of("BF"),
            1,
            Instant.parse("2026-03-01T00:00:00Z"),
            Hash.sha256(),
            Instant.parse("2026-01-29T10:15:30Z"));
    try (var log = TiledLog.open(directory, signer)) {
      log.append(leaf.bytes());
      var read = Leaf.parse(log.reader().entries(log.checkpoint(), 0, 1).getFirst());
      assertThat(read).isEqualTo(leaf);
      var ciphertext = Objects.requireNonNull(read.ciphertext());
      var opened = new ByteArrayOutputStream();
      try (var in = spool.open(ciphertext.sha256(), ciphertext.maxBytes())) {
        SealedContent.open(burkina, in, opened, read.commit());
      }
      assertThat(opened.toByteArray()).isEqualTo(content);
    }
  }

  private Hash put(DiskSpool spool, byte[] bytes) throws IOException {
    return spool.put(new ByteArrayInputStream(bytes), bytes.length).sha256();
  }

  @Test
  void an_object_has_its_hash_for_a_name_and_the_same_bytes_are_one_object() throws IOException {
    var spool = new DiskSpool(directory);
    var bytes = "un pli".getBytes(UTF_8);
    var object = put(spool, bytes);
    assertThat(object).isEqualTo(Hash.sha256(bytes)).isEqualTo(put(spool, bytes));
    assertThat(directory.resolve("objects/" + object.hex() + ".age")).hasBinaryContent(bytes);
    Files.write(directory.resolve("objects/lisez-moi.txt"), bytes);
    assertThat(spool.objects()).containsExactly(object);
    assertThat(spool.bytes(object)).isEqualTo(bytes.length);
    assertThat(directory.resolve(".state/incoming")).isEmptyDirectory();
    try (var rest = spool.read(object, 3, 100)) {
      assertThat(rest.readAllBytes()).isEqualTo("pli".getBytes(UTF_8));
    }
  }

  @Test
  void what_is_too_long_or_breaks_off_leaves_nothing() throws IOException {
    var spool = new DiskSpool(directory);
    assertThatThrownBy(() -> spool.put(new ByteArrayInputStream(new byte[11]), 10))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            spool.put(out -> {
              out.write(new byte[100_000]);
              throw new IOException("the source broke");
            }))
        .hasMessage("the source broke");
    assertThat(spool.objects()).isEmpty();
    assertThat(directory.resolve(".state/incoming")).isEmptyDirectory();
    assertThat(put(spool, new byte[10])).isEqualTo(Hash.sha256(new byte[10]));
  }

  @Test
  void bytes_that_changed_on_the_disk_are_noticed_when_they_are_read() throws IOException {
    var spool = new DiskSpool(directory);
    var object = put(spool, new byte[100_000]);
    var file = directory.resolve(Spool.path(object));
    var bytes = Files.readAllBytes(file);
    bytes[70_000] = 1;
    Files.write(file, bytes);
    try (var in = spool.open(object, 1 << 20)) {
      assertThat(in.read()).isZero();
      assertThat(in.skip(50_000)).isEqualTo(50_000);
      assertThatThrownBy(in::readAllBytes).isInstanceOf(SwappedObjectException.class);
    }
    assertThatThrownBy(() -> spool.open(object, 99_999)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> spool.read(object, 100_001, 1 << 20)).isInstanceOf(IOException.class);
  }

  @Test
  void an_object_that_was_deleted_is_gone_with_what_was_fetched_of_it() throws IOException {
    var spool = new DiskSpool(directory);
    var object = put(spool, new byte[10]);
    var part = directory.resolve(".state/incoming/" + object.hex() + ".part");
    Files.write(part, new byte[5]);
    assertThat(spool.delete(object)).isTrue();
    assertThat(spool.delete(object)).isFalse();
    assertThat(part).doesNotExist();
    assertThatThrownBy(() -> spool.open(object, 100)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> spool.bytes(object)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_link_on_a_strangers_stick_is_not_followed() throws IOException {
    var secret = Files.write(directory.resolve("secret"), new byte[10]);
    var object = Hash.sha256(new byte[10]);
    Files.createDirectory(directory.resolve("objects"));
    Files.createSymbolicLink(directory.resolve(Spool.path(object)), secret);
    var stick = new DiskSpool(directory);
    assertThat(stick.contains(object)).isFalse();
    assertThatThrownBy(() -> stick.open(object, 100)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void one_object_is_fetched_by_one_thread_at_a_time() throws IOException {
    var stick = new DiskSpool(Files.createDirectory(directory.resolve("stick")));
    var spool = new DiskSpool(directory.resolve("local"));
    var object = put(stick, new byte[1000]);
    var refused = new Exception[1];
    var meanwhile =
        new Spool() {
          @Override
          public InputStream read(Hash asked, long from, long maxBytes) throws IOException {
            refused[0] =
                catchThrowableOfType(IOException.class, () -> spool.fetch(object, stick, 1 << 20));
            return stick.read(asked, from, maxBytes);
          }

          @Override
          public byte[] read(String path, int maxBytes) throws IOException {
            return stick.read(path, maxBytes);
          }
        };
    assertThat(spool.fetch(object, meanwhile, 1 << 20)).isTrue();
    assertThat(refused[0]).hasMessageContaining("being fetched already");
    assertThat(spool.contains(object)).isTrue();
  }
}
