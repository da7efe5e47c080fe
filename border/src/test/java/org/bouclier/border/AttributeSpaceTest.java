package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.bouclier.border.Decision.Allowed;
import org.bouclier.border.Decision.Refused;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/**
 * The standard rules on every question that they can tell apart. What is proved here holds for all
 * requests, not only for those somebody thought of.
 */
class AttributeSpaceTest {

  /** What must hold of everything that is allowed. */
  private static final List<Promise> PROMISES =
      List.of(
          new Promise(
              "red goes to named recipients of ours or back",
              (request, form) -> request.tlp() == Tlp.RED,
              (request, form) ->
                  request.destination().audience() == Audience.NAMED_RECIPIENTS
                      && !isRelayed(request)),
          new Promise(
              "amber strict goes to named organisations",
              (request, form) -> request.tlp() == Tlp.AMBER_STRICT,
              (request, form) ->
                  request.destination().audience().compareTo(Audience.NAMED_ORGANISATIONS) <= 0
                      && !isRelayed(request)),
          new Promise(
              "amber of others stays home",
              (request, form) -> request.tlp() == Tlp.AMBER && isRelayed(request),
              (request, form) -> request.destination().territory() == Territory.HOME),
          new Promise(
              "green is not public",
              (request, form) -> request.tlp() == Tlp.GREEN,
              (request, form) -> request.destination().audience() != Audience.PUBLIC),
          new Promise(
              "only the source lowers",
              (request, form) -> request.origin().source().isPresent(),
              (request, form) -> request.tlp().isAtLeast(request.origin().tlp())),
          new Promise(
              "direct data are never whole",
              (request, form) -> request.dataClasses().contains(DataClass.DIRECT_PERSONAL),
              (request, form) -> form != Form.WHOLE),
          new Promise(
              "sensitive data never leave",
              (request, form) -> true,
              (request, form) -> !request.dataClasses().contains(DataClass.SENSITIVE)),
          new Promise(
              "the public sees no person and no pseudonym",
              (request, form) ->
                  request.destination().audience() == Audience.PUBLIC
                      && !request.dataClasses().isEmpty(),
              (request, form) -> form == Form.REDACTED),
          new Promise(
              "pap amber is neither published nor blocked",
              (request, form) -> request.pap().isAtLeast(Pap.AMBER),
              (request, form) ->
                  request.purpose() != Purpose.BLOCKING
                      && request.destination().audience() != Audience.PUBLIC),
          new Promise(
              "indirect data cross whole only with an authorisation",
              (request, form) ->
                  request.dataClasses().contains(DataClass.INDIRECT_PERSONAL)
                      && request.destination().territory() != Territory.HOME
                      && form == Form.WHOLE,
              (request, form) -> request.authorised()));

  private static final Map<Tlp, Tlp> LAXER =
      Map.of(
          Tlp.GREEN, Tlp.CLEAR,
          Tlp.AMBER, Tlp.GREEN,
          Tlp.AMBER_STRICT, Tlp.AMBER,
          Tlp.RED, Tlp.AMBER_STRICT);

  private static final CedarBorder STANDARD = CedarBorder.of(StandardPolicy.textOf("ML"));

  private final CedarBorder border = STANDARD;

  @Test
  void nothing_leaves_that_the_protocols_and_the_protection_of_persons_forbid() {
    Map<String, Long> looked = new TreeMap<>();
    List<String> broken = new ArrayList<>();
    AttributeSpace.requests()
        .forEach(request -> {
          var allowed = border.form(request);
          if (allowed.isEmpty()) {
            return;
          }
          for (var promise : PROMISES) {
            if (promise.concerns().test(request, allowed.get())) {
              looked.merge(promise.text(), 1L, Long::sum);
              if (!promise.holds().test(request, allowed.get()) && broken.size() < 10) {
                broken.add(promise.text() + ": " + request + " -> " + allowed.get());
              }
            }
          }
        });

    assertThat(broken).isEmpty();
    assertThat(looked).as("each promise met a case").hasSameSizeAs(PROMISES);
  }

  private record Promise(
      String text, BiPredicate<Request, Form> concerns, BiPredicate<Request, Form> holds) {}

  private static boolean isRelayed(Request request) {
    return request
        .origin()
        .source()
        .filter(state -> !state.equals(request.destination().state()))
        .isPresent();
  }

  @Test
  void a_laxer_level_never_forbids_and_never_impoverishes_what_a_stricter_one_allows() {
    long compared =
        AttributeSpace.requests()
            .filter(request -> request.tlp() != Tlp.CLEAR)
            .filter(request -> request.origin().tlp() == request.tlp())
            .filter(request -> border.form(request).isPresent())
            .peek(request ->
                assertThat(form(laxer(request)))
                    .as(request.toString())
                    .isLessThanOrEqualTo(form(request)))
            .count();

    assertThat(compared).isGreaterThan(10_000);
  }

  @Test
  void fewer_data_and_an_authorisation_never_hurt() {
    long compared =
        AttributeSpace.requests()
            .filter(request -> !request.dataClasses().isEmpty() && !request.authorised())
            .filter(request -> border.form(request).isPresent())
            .peek(request -> {
              assertThat(form(with(request, request.tlp(), false, true)))
                  .isLessThanOrEqualTo(form(request));
              assertThat(form(with(request, request.tlp(), true, false)))
                  .isLessThanOrEqualTo(form(request));
            })
            .count();

    assertThat(compared).isGreaterThan(10_000);
  }

  @Test
  void the_decision_with_its_reasons_is_the_one_without_and_its_advice_is_good() {
    var random = new Random(20_260_129);
    int advised = 0;
    int refusals = 0;
    for (var request : AttributeSpace.requests().filter(r -> random.nextInt(200) == 0).toList()) {
      var decision = border.decide(request);
      assertThat(decision.determining()).as(request.toString()).isNotEmpty();
      switch (decision) {
        case Allowed allowed -> assertThat(border.form(request)).contains(allowed.form());
        case Refused refused -> {
          assertThat(border.form(request)).isEmpty();
          refusals++;
          advised += refused.nearest().isEmpty() ? 0 : 1;
          assertThat(refused.nearest()).hasSizeLessThanOrEqualTo(2).doesNotHaveDuplicates();
        }
      }
    }

    assertThat(refusals).isGreaterThan(1_000);
    assertThat(advised).isBetween(refusals / 4, refusals - 1);
  }

  private Form form(Request request) {
    return border.form(request).orElseThrow(() -> new AssertionError("refused: " + request));
  }

  private static Request laxer(Request request) {
    return with(request, LAXER.getOrDefault(request.tlp(), Tlp.CLEAR), false, request.authorised());
  }

  private static Request with(Request request, Tlp tlp, boolean noData, boolean authorised) {
    return new Request(
        request.type(),
        tlp,
        request.pap(),
        noData ? Set.of() : request.dataClasses(),
        new Origin(request.origin().source(), tlp),
        request.destination(),
        request.purpose(),
        authorised);
  }
}
