package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The vectors of transparency-dev/merkle: proofs that hold and, most of them, that must not. */
class MerkleVectorsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Go's verifier refuses to start from an empty tree; tlog-witness demands it, and so do we. */
  private static final String FROM_NOTHING = "size1 is zero and size2 is not zero";

  @TempDir Path temporary;

  @Test
  void the_sample_in_this_repository_is_judged_as_it_says() throws IOException {
    JsonNode all;
    try (var in = MerkleVectorsTest.class.getResourceAsStream("merkle-vectors.json")) {
      all = JSON.readTree(Objects.requireNonNull(in));
    }
    var accepted = new ArrayList<String>();
    for (JsonNode vector : all.get("inclusion")) {
      judge(vector, includes(vector), accepted);
    }
    assertThat(accepted).hasSize(1);
    for (JsonNode vector : all.get("consistency")) {
      judge(vector, isConsistent(vector), accepted);
    }
    assertThat(accepted).hasSize(4).contains(FROM_NOTHING);
    assertThat(all.get("inclusion").size() + all.get("consistency").size()).isEqualTo(65);
  }

  @Test
  void all_of_them_are_judged_as_they_say() throws IOException, InterruptedException {
    SharedData.unpack("tlog/merkle-vectors.tar.xz", temporary);
    var accepted = new ArrayList<String>();
    var inclusion = vectors("inclusion");
    for (JsonNode vector : inclusion) {
      judge(vector, includes(vector), accepted);
    }
    var consistency = vectors("consistency");
    for (JsonNode vector : consistency) {
      judge(vector, isConsistent(vector), accepted);
    }
    assertThat(inclusion).hasSize(98);
    assertThat(consistency).hasSize(98);
    assertThat(accepted).hasSize(13);
  }

  @Test
  void all_of_those_on_subtrees_are_judged_as_they_say() throws IOException, InterruptedException {
    SharedData.unpack("tlog/merkle-vectors.tar.xz", temporary);
    var accepted = new ArrayList<String>();
    var inclusion = vectors("subtreeinclusion");
    for (JsonNode vector : inclusion) {
      judge(vector, isInSubtree(vector), accepted);
    }
    assertThat(accepted).isNotEmpty();
    int included = accepted.size();
    var consistency = vectors("subtreeconsistency");
    int ofNothing = 0;
    for (JsonNode vector : consistency) {
      if (vector.get("start").equals(vector.get("end"))) {
        // Go's verifier takes no leaves for a part of any tree; none of our callers proves nothing
        assertThat(isSubtree(vector)).isFalse();
        ofNothing++;
      } else {
        judge(vector, isSubtree(vector), accepted);
      }
    }
    assertThat(ofNothing).isLessThan(20);
    assertThat(accepted).hasSizeGreaterThan(included);
    assertThat(inclusion.size() + consistency.size()).isGreaterThan(300);
  }

  private static boolean isInSubtree(JsonNode vector) {
    try {
      subtree(vector)
          .verifyInclusion(
              vector.get("leafIdx").bigIntegerValue().longValueExact(),
              path(vector),
              hash(vector, "leafHash"),
              hash(vector, "root"));
      return true;
    } catch (RefusedProofException | IllegalArgumentException | ArithmeticException refused) {
      return false; // some have numbers beyond 2^63
    }
  }

  private static boolean isSubtree(JsonNode vector) {
    try {
      subtree(vector)
          .verifyConsistency(
              vector.get("size").bigIntegerValue().longValueExact(),
              path(vector),
              root(vector, "root1"),
              root(vector, "root2"));
      return true;
    } catch (RefusedProofException | IllegalArgumentException | ArithmeticException refused) {
      return false;
    }
  }

  private static Subtree subtree(JsonNode vector) {
    return new Subtree(
        vector.get("start").bigIntegerValue().longValueExact(),
        vector.get("end").bigIntegerValue().longValueExact());
  }

  private List<JsonNode> vectors(String kind) throws IOException {
    var vectors = new ArrayList<JsonNode>();
    try (Stream<Path> files = Files.walk(temporary.resolve("testdata").resolve(kind))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        vectors.add(JSON.readTree(file.toFile()));
      }
    }
    return vectors;
  }

  private static void judge(JsonNode vector, boolean holds, List<String> accepted) {
    var description = vector.get("desc").asString();
    boolean expected = !vector.get("wantErr").asBoolean() || description.equals(FROM_NOTHING);
    assertThat(holds).as(vector.toString()).isEqualTo(expected);
    if (holds) {
      accepted.add(description);
    }
  }

  private static boolean includes(JsonNode vector) {
    try {
      new InclusionProof(
              vector.get("leafIdx").bigIntegerValue().longValue(),
              vector.get("treeSize").bigIntegerValue().longValue(),
              path(vector))
          .verify(hash(vector, "leafHash"), hash(vector, "root"));
      return true;
    } catch (RefusedProofException | IllegalArgumentException refused) {
      return false; // some have hashes that are not of 32 bytes
    }
  }

  private static boolean isConsistent(JsonNode vector) {
    try {
      new ConsistencyProof(
              vector.get("size1").bigIntegerValue().longValue(),
              vector.get("size2").bigIntegerValue().longValue(),
              path(vector))
          .verify(root(vector, "root1"), root(vector, "root2"));
      return true;
    } catch (RefusedProofException | IllegalArgumentException refused) {
      return false;
    }
  }

  private static Hash hash(JsonNode vector, String name) {
    return new Hash(Base64.getDecoder().decode(vector.get(name).asString("")));
  }

  /** A root; some vectors say "don't care 2" where any hash would do. */
  private static Hash root(JsonNode vector, String name) {
    var bytes = Base64.getDecoder().decode(vector.get(name).asString(""));
    return new String(bytes, US_ASCII).startsWith("don't care")
        ? Hash.sha256(bytes)
        : new Hash(bytes);
  }

  private static List<Hash> path(JsonNode vector) {
    var path = new ArrayList<Hash>();
    for (JsonNode hash : vector.get("proof")) {
      path.add(new Hash(Base64.getDecoder().decode(hash.asString(""))));
    }
    return path;
  }
}
