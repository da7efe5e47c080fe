package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server of one request a connection, which lets a test write any answer it likes. */
final class RawServer implements AutoCloseable {

  /** One request, and the wire on which to answer it. */
  record Exchange(String path, @Nullable String range, OutputStream wire) {

    /** Writes a whole answer; each header is {@code Name: value}. */
    void send(int status, byte[] body, String... headers) throws IOException {
      start(status, body.length, headers);
      wire.write(body);
    }

    /** Writes the head of an answer that says to have so many bytes of body. */
    void start(int status, long bodyBytes, String... headers) throws IOException {
      var head = new StringBuilder("HTTP/1.1 " + status + " said\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(bodyBytes).append("\r\nConnection: close\r\n\r\n");
      wire.write(head.toString().getBytes(US_ASCII));
    }
  }

  /** How the server answers. To throw is to hang up. */
  @FunctionalInterface
  interface Manner {
    void answer(Exchange exchange) throws IOException;
  }

  private final ServerSocket listening;
  private volatile Manner manner;

  RawServer(Manner manner) throws IOException {
    this.manner = manner;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  void answer(Manner other) {
    manner = other;
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + listening.getLocalPort() + path);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      var request = in.readLine();
      String range = null;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("range: ")) {
          range = line.substring("range: ".length());
        }
      }
      if (request != null) {
        manner.answer(new Exchange(request.split(" ")[1], range, socket.getOutputStream()));
      }
    } catch (IOException hungUp) {
      // by the manner or by the client: both are what a test wants
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
