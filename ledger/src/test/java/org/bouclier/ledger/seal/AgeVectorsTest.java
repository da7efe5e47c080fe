package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.SharedData;
import org.bouclier.ledger.seal.SealException.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vectors of C2SP/CCTV for age: each one opens, or fails in the family that it says. */
class AgeVectorsTest {

  @TempDir Path temporary;

  /** One vector: the header that says what must happen, and the age file. */
  private record Vector(String name, Map<String, List<String>> says, InputStream file) {

    static Vector read(Path path) throws IOException {
      var bytes = Files.readAllBytes(path);
      int gap = new String(bytes, US_ASCII).indexOf("\n\n");
      var says = new HashMap<String, List<String>>();
      for (String line : new String(bytes, 0, gap, US_ASCII).split("\n")) {
        int colon = line.indexOf(": ");
        says.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
            .add(line.substring(colon + 2));
      }
      InputStream file = new ByteArrayInputStream(Arrays.copyOfRange(bytes, gap + 2, bytes.length));
      return new Vector(
          path.getFileName().toString(),
          says,
          says.containsKey("compressed") ? new InflaterInputStream(file) : file);
    }

    String one(String key) {
      return says.getOrDefault(key, List.of("")).getFirst();
    }

    /** Armor and passphrases are not used here. */
    boolean applies() {
      return !says.containsKey("armored")
          && !says.containsKey("passphrase")
          && says.containsKey("identity");
    }

    /** All the identities that it gives, in order, as one. */
    FileKey fileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
      for (String identity : says.getOrDefault("identity", List.of())) {
        RecipientStanzaReader reader =
            identity.startsWith("AGE-SECRET-KEY-PQ-")
                ? SealIdentity.parse(identity)::fileKey
                : new X25519Reader(identity);
        try {
          return reader.getFileKey(stanzas);
        } catch (UnsupportedRecipientStanzaException notForThisOne) {
          // perhaps for the next
        }
      }
      throw new UnsupportedRecipientStanzaException("no match");
    }
  }

  private static final Map<String, List<Family>> FAMILIES =
      Map.of(
          "success", List.of(),
          "no match", List.of(Family.NOT_FOR_US),
          "HMAC failure", List.of(Family.TAMPERED),
          "header failure", List.of(Family.MALFORMED),
          "payload failure", List.of(Family.PAYLOAD));

  /** Opens a vector; returns what it says must happen. */
  private static String judge(Vector vector) throws IOException {
    var plain = new ByteArrayOutputStream();
    var families = new ArrayList<Family>();
    try {
      Envelope.open(vector::fileKey, vector.file(), plain);
    } catch (SealException refused) {
      families.add(refused.family());
    }
    var expected = vector.one("expect");
    assertThat(families)
        .as(vector.name() + " " + vector.one("comment"))
        .isEqualTo(FAMILIES.get(expected));
    // Of a file that breaks off after a full chunk the reference gives that chunk, then the error;
    // this reader looks one byte ahead and gives the error first. Both are safe.
    if (expected.equals("success")) {
      assertThat(Hash.sha256(plain.toByteArray()).hex())
          .as(vector.name())
          .isEqualTo(vector.one("payload"));
    }
    return expected;
  }

  private static Map<String, Integer> judgeAll(Path directory) throws IOException {
    var outcomes = new TreeMap<String, Integer>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        var vector = Vector.read(file);
        if (vector.applies()) {
          outcomes.merge(judge(vector), 1, Integer::sum);
        }
      }
    }
    return outcomes;
  }

  @Test
  void the_sample_in_this_repository_opens_or_fails_as_it_says()
      throws IOException, URISyntaxException {
    var directory = Objects.requireNonNull(AgeVectorsTest.class.getResource("age/hybrid"));
    assertThat(judgeAll(Path.of(directory.toURI()).resolveSibling("")))
        .containsOnlyKeys(FAMILIES.keySet())
        .allSatisfy((_, count) -> assertThat(count).isPositive());
  }

  @Test
  void all_of_them_open_or_fail_as_they_say() throws IOException, InterruptedException {
    var unpacked = SharedData.unpack("tlog/age-cctv.tar.xz", temporary);
    var outcomes = judgeAll(unpacked.resolve("age/testdata"));
    assertThat(outcomes).containsOnlyKeys(FAMILIES.keySet());
    assertThat(outcomes.values().stream().mapToInt(count -> count).sum()).isEqualTo(84);
  }
}
