package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Persons planted anywhere in objects of any type: none of them leaves. */
class MinimiserPropertyTest {

  private static final List<String> SECRETS =
      List.of(
          "awa.traore@tresor.gouv.ml",
          "moussa@cil.example.bf",
          "+22370123456",
          "+223 66 98 76 54",
          "0022790123456",
          "FR1420041010050500013M02606",
          "11987010203045K",
          "10.11.12.13",
          "192.168.77.8",
          "fd12:3456:789a::7");

  private static final List<String> TYPES =
      List.of(
          "attack-pattern",
          "campaign",
          "grouping",
          "identity",
          "incident",
          "indicator",
          "location",
          "malware",
          "note",
          "observed-data",
          "opinion",
          "report",
          "sighting",
          "tool",
          "email-addr",
          "email-message",
          "file",
          "ipv4-addr",
          "network-traffic",
          "process",
          "url",
          "user-account",
          "windows-registry-key",
          "x-csirt-custom");

  private static final List<String> PROPERTIES =
      List.of(
          "name",
          "description",
          "content",
          "abstract",
          "value",
          "body",
          "subject",
          "command_line",
          "account_login",
          "display_name",
          "contact_information",
          "path",
          "x_csirt_note",
          "explanation");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 20_260_124})
  void no_planted_person_leaves_in_a_minimised_form(long seed) {
    var random = new Random(seed);
    var minimiser =
        new Minimiser(MinimisingPolicy.STANDARD, new PseudonymKeys(new byte[32], new byte[32]));
    int left = 0;
    int classified = 0;
    for (int i = 0; i < 600; i++) {
      var planted = new ArrayList<String>();
      var object = object(random, planted);
      var form = random.nextBoolean() ? Form.REDACTED : Form.PSEUDONYMISED;
      classified += Classifier.classify(object, Roles.unknown()).isEmpty() ? 0 : 1;

      var minimised =
          minimiser.minimise(List.of(object), form, Roles.unknown(), id -> false, id -> true);

      left += minimised.objects().size();
      for (var one : minimised.objects()) {
        for (var secret : planted) {
          assertThat(one.canonicalJson())
              .as("seed %d, %s", seed, object.canonicalJson())
              .doesNotContain(secret);
        }
        assertThat(Classifier.classify(one, Roles.unknown())).isEmpty();
      }
      assertThat(minimised.objects().size() + minimised.withheld().size()).isEqualTo(1);
    }
    assertThat(left).as("most objects leave, or nothing was tested").isGreaterThan(400);
    assertThat(classified).isGreaterThan(400);
  }

  private static StixObject object(Random random, List<String> planted) {
    var type = TYPES.get(random.nextInt(TYPES.size()));
    var id =
        new StixId(
            type,
            new UUID(
                0x4000L | (random.nextLong() & ~0xF000L),
                0x8000_0000_0000_0000L | random.nextInt(Integer.MAX_VALUE)));
    return StixObject.parse(
            "{\"type\": \"%s\", \"spec_version\": \"2.1\", \"id\": \"%s\"}".formatted(type, id))
        .edit(tree -> {
          if (type.equals("identity") && random.nextBoolean()) {
            tree.put("identity_class", "individual");
          }
          plant(tree, random, planted);
          if (random.nextBoolean()) {
            plant(tree.putObject("x_csirt_nested").putArray("list").addObject(), random, planted);
          }
        });
  }

  private static void plant(ObjectNode tree, Random random, List<String> planted) {
    for (int i = 0; i < 3; i++) {
      var secret = SECRETS.get(random.nextInt(SECRETS.size()));
      var property = PROPERTIES.get(random.nextInt(PROPERTIES.size()));
      planted.add(secret);
      boolean alone = property.equals("value");
      tree.put(property, alone ? secret : "vu : " + secret + ", puis rien");
    }
  }
}
