package org.bouclier.node.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a node's API, with one bearer token. Thread-safe.
 *
 * @param http shared by all clients
 * @param base where the node serves its pages and API
 * @param token what it presents
 */
public record NodeClient(HttpClient http, URI base, String token) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The same node with another token, as a shipper has. */
  public NodeClient with(String otherToken) {
    return new NodeClient(http, base, otherToken);
  }

  /**
   * Gets a JSON document.
   *
   * @throws RefusedByNodeException if the node answers anything but success
   * @throws IOException if it does not answer
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send(request(path).GET()));
  }

  /** As {@link #get}, for what is not JSON. */
  public String text(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Posts a JSON document; an empty answer gives a missing node. */
  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return post(path, "application/json", BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  /** Posts any body. */
  public JsonNode post(String path, String contentType, BodyPublisher body)
      throws IOException, InterruptedException {
    String answer = send(request(path).header("Content-Type", contentType).POST(body));
    return answer.isBlank() ? JSON.missingNode() : JSON.readTree(answer);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json, text/plain;q=0.9, */*;q=0.1");
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var built = request.build();
    HttpResponse<String> answer = http.send(built, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new RefusedByNodeException(
          built.method() + " " + built.uri(), answer.statusCode(), answer.body());
    }
    return answer.body();
  }
}
