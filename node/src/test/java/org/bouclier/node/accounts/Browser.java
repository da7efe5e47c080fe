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

/**
 * As much of a browser as these tests need: cookies, and the hidden field of the last page. Follows
 * no redirection, so that each step can be looked at.
 */
final class Browser {

  private static final Pattern FIELD = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new TreeMap<>();
  private final String node;
  private String formToken = "";

  Browser(int port) {
    this.node = "http://localhost:" + port;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** The token of forms on the last page that had one. */
  String formToken() {
    return formToken;
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().header("Accept", "text/html"));
  }

  /** Sends a form with the token of the last page. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    var all = new TreeMap<>(fields);
    all.put("_csrf", formToken);
    return postWithoutToken(path, all);
  }

  HttpResponse<String> postWithoutToken(String path, Map<String, String> fields) {
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

  HttpResponse<String> send(HttpRequest.Builder request) {
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

  HttpRequest.Builder request(String path) {
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
