package org.bouclier.node.detection;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** To which source a sender's messages belong: the narrowest network that names it decides. */
final class SenderMap {

  private record Named(Network network, int source) {}

  private final List<Named> named;
  private final @Nullable Integer otherwise;
  private final IntFunction<Optional<Source>> sources;

  SenderMap(Listener listener, IntFunction<Optional<Source>> sources) {
    this.named =
        listener.senders().stream()
            .map(sender -> new Named(Network.parse(sender.network()), sender.source()))
            .sorted((a, b) -> Integer.compare(b.network().prefix(), a.network().prefix()))
            .toList();
    this.otherwise = listener.source();
    this.sources = sources;
  }

  /** Empty if no source was declared for this sender, or the source is stopped. */
  Optional<Source> source(InetAddress sender) {
    Integer id = otherwise;
    for (Named one : named) {
      if (one.network().contains(sender)) {
        id = one.source();
        break;
      }
    }
    return id == null ? Optional.empty() : sources.apply(id).filter(Source::enabled);
  }
}
