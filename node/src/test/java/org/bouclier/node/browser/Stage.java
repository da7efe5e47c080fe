package org.bouclier.node.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.bouclier.node.demo.Confederation;
import org.bouclier.node.demo.Member;
import org.bouclier.node.demo.NodeClient;
import org.bouclier.node.demo.NodeProcess;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two nodes that know each other, Mali and Burkina Faso, and one Chromium; started once, for all
 * classes of this package. Mali's node is full of work, Burkina Faso's has just been opened: nobody
 * has used the link of its first administrator.
 */
final class Stage implements AutoCloseable {

  static final String PASSWORD = "le mil pousse après la pluie";
  private static final List<Member> MEMBERS =
      List.of(
          new Member("ML", "Nœud national du Mali", "Bamako"),
          new Member("BF", "Nœud national du Burkina Faso", "Ouagadougou"));

  private final Path place;
  private final Confederation confederation;
  private final Chromium chromium;
  private final Map<String, String> sessions = new HashMap<>();

  private Stage(Path place, Confederation confederation, Chromium chromium) {
    this.place = place;
    this.confederation = confederation;
    this.chromium = chromium;
  }

  /** Gives the stage to the classes that ask for it, and closes it after the last of all. */
  static final class Lender implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Stage.class))
          .computeIfAbsent(Stage.class, key -> Stage.start());
    }
  }

  static Stage start() {
    try {
      Path place = Files.createTempDirectory("bouclier-pages");
      Story.putRules(place.resolve("ML"));
      var confederation = new Confederation();
      var serving =
          CompletableFuture.runAsync(() -> {
            try {
              confederation.start(MEMBERS, place, () -> {});
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            } catch (InterruptedException hurried) {
              throw new IllegalStateException(hurried);
            }
          });
      var stage = new Stage(place, confederation, Chromium.start());
      try {
        serving.join();
        confederation.exchangeCards();
        stage.admit("ML", "a.traore", "Aminata Traoré", "ADMINISTRATOR", "AUTHORITY_AGENT");
        stage.admit("BF", "i.ouedraogo", "Issa Ouédraogo");
        Story.fill(stage.client("ML"));
        return stage;
      } catch (IOException | InterruptedException | RuntimeException | Error failure) {
        stage.close();
        throw failure;
      }
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException("the nodes do not start", failure);
    }
  }

  /** A node's API, as its local operator. */
  NodeClient client(String state) {
    return confederation.node(state);
  }

  /** The process of a node. */
  NodeProcess node(String state) {
    return confederation.nodes().stream()
        .filter(node -> node.member().code().equals(state))
        .findFirst()
        .orElseThrow();
  }

  /** A visitor who is signed in: on Mali's node with every trade, elsewhere without accounts. */
  Visitor officer(String state) {
    return new Visitor(chromium.browser(), options(state).setStorageState(sessions.get(state)));
  }

  /** As {@link #officer(String)}, with more options. */
  Visitor officer(String state, Browser.NewContextOptions options) {
    options.baseURL = base(state);
    options.locale = "fr-FR";
    return new Visitor(chromium.browser(), options.setStorageState(sessions.get(state)));
  }

  /** A visitor of whom the node knows nothing. */
  Visitor stranger(String state) {
    return new Visitor(chromium.browser(), options(state));
  }

  /** As {@link #stranger(String)}, with more options. */
  Visitor stranger(String state, Browser.NewContextOptions options) {
    options.baseURL = base(state);
    options.locale = "fr-FR";
    return new Visitor(chromium.browser(), options);
  }

  private Browser.NewContextOptions options(String state) {
    return new Browser.NewContextOptions().setBaseURL(base(state)).setLocale("fr-FR");
  }

  private String base(String state) {
    return client(state).base().toString();
  }

  /**
   * Invites a person, and gives the link by which they choose their password.
   *
   * @param roles beside those of an analyst, an operator and an auditor
   */
  String invite(String state, String login, String name, String... roles)
      throws IOException, InterruptedException {
    var wanted = JsonMapper.shared().createObjectNode().put("login", login).put("name", name);
    var list = wanted.putArray("roles").add("ANALYST").add("OPERATOR").add("AUDITOR");
    List.of(roles).forEach(list::add);
    return client(state).post("/api/v1/people", wanted).required("link").asString();
  }

  private void admit(String state, String login, String name, String... roles)
      throws IOException, InterruptedException {
    String link = invite(state, login, name, roles);
    try (var visitor = stranger(state)) {
      choosePassword(visitor.page(), link);
      signIn(visitor.page(), login);
      sessions.put(state, visitor.page().context().storageState());
    }
  }

  /** Opens a link of entry and chooses {@link #PASSWORD}. */
  static void choosePassword(Page page, String link) {
    page.navigate(link);
    page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
    page.getByLabel("Le même, encore une fois").fill(PASSWORD);
    By.button(page, "Enregistrer").click();
    assertThat(By.notice(page)).containsText("mot de passe est enregistré");
  }

  /** Fills the page of sign-in, and waits until the overview is there. */
  static void signIn(Page page, String login) {
    page.getByLabel("Identifiant").fill(login);
    page.getByLabel("Mot de passe").fill(PASSWORD);
    By.button(page, "Se connecter").click();
    assertThat(page.locator("main")).containsText("Maintenant");
    assertThat(page).hasURL(Pattern.compile("/maintenant$"));
  }

  @Override
  public void close() {
    chromium.close();
    confederation.close();
    try (var files = Files.walk(place)) {
      files.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
