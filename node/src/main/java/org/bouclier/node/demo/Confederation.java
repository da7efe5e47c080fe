package org.bouclier.node.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Several nodes that know each other. Closing it stops them all. */
public final class Confederation implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Starts one node for each member, below one directory. When it throws, close it: some may run.
   *
   * @param started told each time a node serves
   */
  public void start(List<Member> members, Path directory, Runnable started)
      throws IOException, InterruptedException {
    for (Member member : members) {
      nodes.add(NodeProcess.start(member, directory.resolve(member.code())));
    }
    for (NodeProcess node : nodes) {
      node.awaitReady(http);
      started.run();
    }
  }

  /** Gives to each node the card of each other, as their administrators do by hand. */
  public void exchangeCards() throws IOException, InterruptedException {
    for (NodeProcess from : nodes) {
      var card = from.client().get("/api/v1/site/card");
      for (NodeProcess to : nodes) {
        if (to != from) {
          to.client().post("/api/v1/peers", card);
        }
      }
    }
  }

  /** The nodes, in the order of the members. */
  public List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The node of a state. */
  public NodeClient node(String code) {
    return nodes.stream()
        .filter(node -> node.member().code().equals(code))
        .findFirst()
        .orElseThrow()
        .client();
  }

  @Override
  public void close() {
    nodes.parallelStream().forEach(NodeProcess::close);
    http.shutdownNow();
  }
}
