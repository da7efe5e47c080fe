package org.bouclier.node.accounts;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouclier.node.site.ControlToken;

/**
 * As much of a browser as these tests need: cookies, and the hidden field of the last page. Follows
 * no redirection, so that each step can be looked at.
 */
public final class Browser {

  private static final Pattern FIELD = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private static final Pattern LINK = Pattern.compile("/entree/[\\w-]+");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new TreeMap<>();
  private final String node;
  private String formToken = "";

  /** Somebody who has not signed in. */
  public Browser(int port) {
    this.node = "http://localhost:" + port;
  }

  public Map<String, String> cookies() {
    return cookies;
  }

  /** The token of forms on the last page that had one. */
  String formToken() {
    return formToken;
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET().header("Accept", "text/html"));
  }

  /** Sends a form with the token of the last page. */
  public HttpResponse<String> post(String path, Map<String, String> fields) {
    var all = new TreeMap<>(fields);
    all.put("_csrf", formToken);
    return postWithoutToken(path, all);
  }

  public HttpResponse<String> postWithoutToken(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "text/html")
            .POST(BodyPublishers.ofString(body)));
  }

  /** What {@code passkeys.js} sends. */
  HttpResponse<String> postJson(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("X-CSRF-TOKEN", formToken)
            .POST(BodyPublishers.ofString(body)));
  }

  /**
   * Somebody of these roles, invited by the local operator through the API, entered through the
   * link and signed in.
   */
  public static Browser ofPerson(int port, ControlToken control, String login, String... roles) {
    var browser = new Browser(port);
    String invited =
        browser
            .send(
                browser
                    .request("/api/v1/people")
                    .header("Authorization", "Bearer " + control.value())
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"login\":\"%s\",\"name\":\"%s\",\"roles\":[\"%s\"]}"
                                .formatted(login, login, String.join("\",\"", roles)))))
            .body();
    var link = LINK.matcher(invited);
    if (!link.find()) {
      throw new AssertionError("not invited: " + invited);
    }
    browser.get(link.group());
    var entered =
        browser.post(link.group(), Map.of("motdepasse", Cast.PASSWORD, "encore", Cast.PASSWORD));
    if (entered.statusCode() != 302 && entered.statusCode() != 303) {
      throw new AssertionError("not entered: " + entered.statusCode() + " " + entered.body());
    }
    return browser.signIn(login, Cast.PASSWORD);
  }

  /** Signs in by password, and opens the account page for its form token. */
  Browser signIn(String login, String password) {
    get("/connexion");
    var answer = attempt(login, password);
    if (answer.statusCode() != 303) {
      throw new AssertionError("not signed in: " + answer.statusCode() + " " + answer.body());
    }
    get("/mon-compte");
    return this;
  }

  /** One attempt on the form. */
  HttpResponse<String> attempt(String login, String password) {
    return post("/connexion", Map.of("identifiant", login, "motdepasse", password));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      answer.headers().allValues("Set-Cookie").forEach(this::keep);
      var field = FIELD.matcher(answer.body());
      if (field.find()) {
        formToken = field.group(1);
      }
      return answer;
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(node).resolve(path));
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    String[] parts = pair.split("=", 2);
    if (parts[1].isEmpty() || setCookie.contains("Max-Age=0")) {
      cookies.remove(parts[0]);
    } else {
      cookies.put(parts[0], parts[1]);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
