package org.bouclier.node.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.node.site.SiteKeys;

/** Whether the node answers where it says it listens; or, when it is stopped, whether it could. */
final class NetworkChecks {

  private final Path data;

  NetworkChecks(Path data) {
    this.data = data;
  }

  List<Finding> addresses() {
    try {
      var running = RunFile.find(data);
      return running.isPresent() ? List.of(answer(running.get())) : free();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Finding answer(RunFile node) throws IOException {
    return PageProbe.answers(node.pages(), data)
        ? Finding.good(
            "network.pages",
            "le nœud répond : " + node.pages(),
            "the node answers: " + node.pages())
        : Finding.failure(
            "network.pages",
            "le nœud ne répond pas : " + node.pages(),
            "the node does not answer: " + node.pages(),
            ShellText.restart(data)
                + " ; tail "
                + ShellText.word(data.resolve("log/bouclier.log")));
  }

  private List<Finding> free() throws IOException {
    var settings = SiteFile.read(data);
    Capital.of(settings.getOrDefault("bouclier.state", "")).complete(settings);
    var findings = new ArrayList<Finding>();
    for (String key : List.of("bouclier.listen", "bouclier.federation-listen")) {
      InetSocketAddress address = SiteKeys.address(settings.getOrDefault(key, ""));
      String said = address.getHostString() + ":" + address.getPort();
      String option = "--" + key.substring("bouclier.".length());
      try (var socket = new ServerSocket()) {
        socket.bind(address);
        findings.add(
            Finding.good(
                "network.free", option + " " + said + " : libre", option + " " + said + ": free"));
      } catch (IOException taken) {
        findings.add(
            Finding.failure(
                "network.free",
                option + " " + said + " : " + taken.getMessage(),
                option + " " + said + ": " + taken.getMessage(),
                "ss -ltnp 'sport = :" + address.getPort() + "'"));
      }
    }
    return findings;
  }
}
