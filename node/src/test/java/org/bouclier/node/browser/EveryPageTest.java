package org.bouclier.node.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bouclier.node.demo.NodeClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.exc.JsonNodeException;

/** Whatever a page shows, these hold of it: on a wide screen and on a phone, light and dark. */
@ExtendWith(Stage.Lender.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageTest {

  private static final long FIRST_VISIT_BYTES = 60_000;
  private static final long LATER_VISIT_BYTES = 25_000;
  private static final int WIDE = 1366;
  private static final int PHONE = 390;

  private final Stage stage;
  private final Map<String, String> pages = new TreeMap<>();
  private final Map<String, String> freshPages = new TreeMap<>();

  EveryPageTest(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void find_the_pages() throws Exception {
    NodeClient node = stage.client("ML");
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      page.waitForCondition(() -> isFull(node));
      visitor.open("/connaissances/importer");
      pages.put("import", page.locator("main tbody a").first().getAttribute("href"));
      visitor.open("/retrospective/nouvelle?valeur=aboutmart.info");
      By.button(page, "Chercher").click();
      By.heading(page, "Recherche rétrospective").waitFor();
      pages.put("retrospective-une", URI.create(page.url()).getPath());
    }
    pages.put("maintenant", "/maintenant");
    pages.put("alertes", "/alertes");
    pages.put("alertes-aucune", "/alertes?q=introuvable&statut=TOUS");
    pages.put("alertes-lot", "/alertes/lot?vers=HANDLED");
    pages.put("alerte-indicateur", "/alertes/" + first(node, "alerts?kind=INDICATOR", "id"));
    pages.put("alerte-regle", "/alertes/" + first(node, "alerts?kind=RULE", "id"));
    pages.put("retrospective", "/retrospective");
    pages.put("retrospective-nouvelle", "/retrospective/nouvelle");
    pages.put("incidents", "/incidents");
    pages.put("incidents-aucun", "/incidents?q=introuvable");
    pages.put("incident", "/incidents/" + first(node, "incidents?q=aboutmart", "reference"));
    pages.put("incident-nouveau", "/incidents/nouveau");
    pages.put("connaissances", "/connaissances");
    pages.put("connaissances-aucune", "/connaissances?q=introuvable");
    pages.put("objet-partage", "/connaissances/" + first(node, "indicators?q=aboutmart", "id"));
    pages.put("objet-propose", "/connaissances/" + first(node, "indicators?q=Volta", "id"));
    pages.put("connaissance-nouvelle", "/connaissances/nouveau");
    pages.put("connaissances-importer", "/connaissances/importer");
    pages.put("connaissances-sources", "/connaissances/sources");
    pages.put("connaissances-precautions", "/connaissances/precautions");
    pages.put("sorties", "/sorties");
    pages.put("pairs", "/pairs");
    pages.put("pair", "/pairs/BF");
    pages.put("pairs-fiche", "/pairs/fiche");
    pages.put("frontiere", "/frontiere");
    pages.put("autorisations", "/frontiere/autorisations");
    pages.put("politiques", "/frontiere/politiques");
    pages.put("politique", "/frontiere/politiques/1");
    pages.put("politique-nouvelle", "/frontiere/politiques/nouvelle");
    pages.put("sortie", "/frontiere/" + first(node, "crossings?verdict=crossed", "id"));
    pages.put("refus", "/frontiere/" + first(node, "crossings?verdict=refused", "id"));
    pages.put("sources", "/sources");
    pages.put("source", "/sources/resolveur-bamako");
    pages.put("source-changer", "/sources/resolveur-bamako/changer");
    pages.put("source-nouvelle", "/sources/nouvelle");
    pages.put("ecoutes", "/sources/ecoutes");
    pages.put("regles", "/sources/regles");
    pages.put("listes-des-regles", "/sources/listes");
    pages.put("correlations", "/sources/correlations");
    pages.put("comptes", "/comptes");
    pages.put("compte", "/comptes/" + first(node, "people", "id"));
    pages.put("compte-nouveau", "/comptes/nouveau");
    pages.put("jetons", "/jetons");
    pages.put("jeton-nouveau", "/jetons/nouveau");
    pages.put("audit", "/audit");
    pages.put("mon-compte", "/mon-compte");
    freshPages.put("neuf-maintenant", "/maintenant");
    freshPages.put("neuf-alertes", "/alertes");
    freshPages.put("neuf-retrospective", "/retrospective");
    freshPages.put("neuf-incidents", "/incidents");
    freshPages.put("neuf-importer", "/connaissances/importer");
    freshPages.put("neuf-sources", "/sources");
    freshPages.put("neuf-ecoutes", "/sources/ecoutes");
    freshPages.put("neuf-regles", "/sources/regles");
    freshPages.put("neuf-sorties", "/sorties");
    freshPages.put("neuf-frontiere", "/frontiere");
  }

  /** A property of the first thing that a list of the API holds. */
  private static String first(NodeClient node, String list, String property) throws Exception {
    var answer = node.get("/api/v1/" + list);
    String name = list.replaceFirst("[?].*", "");
    var things = answer.has(name) ? answer.required(name) : answer.required("items");
    return things.required(0).required(property).asString();
  }

  private static boolean isFull(NodeClient node) {
    try {
      first(node, "alerts?kind=INDICATOR", "id");
      first(node, "alerts?kind=RULE", "id");
      first(node, "incidents?q=aboutmart", "reference");
      first(node, "crossings?verdict=crossed", "id");
      first(node, "crossings?verdict=refused", "id");
      return true;
    } catch (JsonNodeException absent) {
      return false;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void every_page_of_a_node_at_work() {
    assertThat(faults("ML", pages)).isEmpty();
  }

  @Test
  void every_page_of_a_node_that_has_just_been_opened() {
    assertThat(faults("BF", freshPages)).isEmpty();
  }

  @Test
  void every_page_that_asks_for_no_account() throws Exception {
    var open = new TreeMap<String, String>();
    open.put("connexion", "/connexion");
    open.put("entree", stage.invite("ML", "b.cisse", "Boubacar Cissé"));
    var faults = new ArrayList<String>();
    open.forEach(
        (name, path) -> faults.addAll(look(options -> stage.stranger("ML", options), name, path)));
    assertThat(faults).isEmpty();
  }

  @Test
  void the_menu_leads_to_no_other_page() {
    try (var visitor = stage.officer("ML")) {
      visitor.open("/maintenant");
      var links = visitor.page().locator(".desks a, .who a:not([hreflang])").all();
      assertThat(links).hasSizeGreaterThan(10);
      assertThat(links).extracting(link -> link.getAttribute("href")).isSubsetOf(pages.values());
    }
  }

  @Test
  void what_does_not_exist_is_said_on_a_page_like_the_others() {
    try (var visitor = stage.officer("ML")) {
      Page page = visitor.page();
      assertThat(page.navigate("/alertes/00000000-0000-0000-0000-000000000000").status())
          .isEqualTo(404);
      visitor.expectComplaint("404");
      PageCheck.accessible(page);
      PageCheck.fitsItsWidth(page);
      PageCheck.picture(page, "absente-1366");
    }
  }

  private List<String> faults(String state, Map<String, String> paths) {
    var faults = new ArrayList<String>();
    paths.forEach(
        (name, path) -> faults.addAll(look(options -> stage.officer(state, options), name, path)));
    return faults;
  }

  private static List<String> look(
      Function<Browser.NewContextOptions, Visitor> visit, String name, String path) {
    var faults = new ArrayList<String>();
    try (var visitor = visit.apply(new Browser.NewContextOptions().setViewportSize(WIDE, 768))) {
      Page page = visitor.page();
      var traffic = new Traffic(page);
      visitor.open(path);
      page.waitForLoadState(LoadState.LOAD);
      long first = traffic.taken();
      check(faults, page, name + "-1366");
      visitor.prefer("dark");
      PageCheck.picture(page, name + "-1366-nuit");
      note(faults, name + "-1366-nuit", () -> PageCheck.hasContrast(page));
      visitor.prefer("light");
      page.setViewportSize(PHONE, 844);
      traffic.taken();
      visitor.open(path);
      page.waitForLoadState(LoadState.LOAD);
      long later = traffic.taken();
      check(faults, page, name + "-390");
      weigh(faults, name, first, FIRST_VISIT_BYTES);
      weigh(faults, name, later, LATER_VISIT_BYTES);
    } catch (AssertionError fault) {
      faults.add(name + ": " + fault.getMessage());
    }
    return faults;
  }

  private static void weigh(List<String> faults, String name, long bytes, long most) {
    if (bytes <= 0 || bytes > most) {
      faults.add(name + ": " + bytes + " bytes transferred, of " + most);
    }
  }

  private static void check(List<String> faults, Page page, String name) {
    PageCheck.picture(page, name);
    note(faults, name, () -> PageCheck.fitsItsWidth(page));
    note(faults, name, () -> PageCheck.accessible(page));
  }

  private static void note(List<String> faults, String name, Runnable check) {
    try {
      check.run();
    } catch (AssertionError fault) {
      faults.add(name + ": " + fault.getMessage());
    }
  }
}
