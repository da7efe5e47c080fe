package org.bouclier.node.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.site.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The port at which peers pull: TLS 1.3, both certificates, one servlet.
 *
 * <p>A server of its own beside that of the pages, and not a second connector of it: the two share
 * no servlet, no filter and no session, so that no page can be reached here and no ledger there,
 * whatever a rule forgets.
 */
final class FederationListener implements SmartLifecycle {

  private static final int MAX_CONNECTIONS = 256;
  private static final int IDLE_MILLIS =
      20_000; // a connection that sends nothing, or reads nothing
  private static final int MAX_HEADER_BYTES = 8 * 1024;

  /** After the pages answer, before the pulls start; stops in the reverse order. */
  static final int PHASE = Integer.MAX_VALUE - 100;

  private final InetSocketAddress address;
  private final TlsIdentity identity;
  private final ExportLog log;
  private final LogServlet servlet;
  private final Path directory;
  private final IntConsumer opened;
  private @Nullable Tomcat server;

  /**
   * Takes what it needs; {@link #start} opens the port.
   *
   * @param directory for the server's own files; made if absent, stays empty
   * @param opened is told the port each time it is opened
   */
  FederationListener(
      InetSocketAddress address,
      TlsIdentity identity,
      ExportLog log,
      PeerGate gate,
      WitnessDesk witness,
      Duration wait,
      Path directory,
      IntConsumer opened) {
    this.address = address;
    this.identity = identity;
    this.log = log;
    this.servlet = new LogServlet(log, gate, witness, wait);
    this.directory = directory;
    this.opened = opened;
  }

  @Override
  public synchronized void start() {
    var tomcat = new Tomcat();
    tomcat.setBaseDir(created(directory).toString());
    tomcat.setSilent(true);
    tomcat.getService().setName("federation"); // tells it from the server of the pages
    tomcat.getEngine().setName("federation");
    tomcat.setConnector(connector());
    var context = (StandardContext) tomcat.addContext("", null);
    context.setClearReferencesRmiTargets(false); // it leaves no class loader behind to look after
    context.setClearReferencesThreadLocals(false);
    context.setParentClassLoader(FederationListener.class.getClassLoader());
    Tomcat.addServlet(context, "ledger", servlet);
    context.addServletMappingDecoded("/*", "ledger");
    quiet((StandardHost) tomcat.getHost());
    try {
      tomcat.start();
    } catch (LifecycleException failed) {
      throw new IllegalStateException(
          "the federation port " + address + " cannot be opened", failed);
    }
    if (!tomcat.getConnector().getState().isAvailable()) { // Tomcat only logs a port in use
      stop(tomcat);
      throw new IllegalStateException("the federation port " + address + " cannot be opened");
    }
    server = tomcat;
    opened.accept(tomcat.getConnector().getLocalPort());
  }

  private static Path created(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private Connector connector() {
    var protocol = new Http11NioProtocol();
    protocol.setSSLEnabled(true);
    protocol.setAddress(address.getAddress());
    protocol.setMaxConnections(MAX_CONNECTIONS);
    protocol.setConnectionTimeout(IDLE_MILLIS);
    protocol.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
    protocol.setExecutor(new VirtualThreadExecutor("federation-"));
    var tls = new SSLHostConfig();
    tls.setProtocols(PeerTls.PROTOCOL);
    tls.setCertificateVerification("required");
    var certificate = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setSslContext(new GivenSslContext(PeerTls.server(identity)));
    certificate.setCertificateKeystoreFile("federation.pem"); // never read: named in Tomcat's log
    certificate.setCertificateKeyAlias(identity.fingerprint());
    tls.addCertificate(certificate);
    var connector = new Connector(protocol);
    connector.addSslHostConfig(tls);
    connector.setPort(address.getPort());
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setXpoweredBy(false);
    connector.setAllowTrace(false);
    return connector;
  }

  /**
   * Errors of the protocol itself, such as a malformed request line, tell nothing of the server.
   */
  private static void quiet(StandardHost host) {
    var errors = new ErrorReportValve();
    errors.setShowReport(false);
    errors.setShowServerInfo(false);
    host.getPipeline().addValve(errors);
  }

  /** The port that was opened: of use when the address says 0. */
  synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("the federation port is not open");
    }
    return server.getConnector().getLocalPort();
  }

  @Override
  public synchronized void stop() {
    var tomcat = server;
    server = null;
    if (tomcat != null) {
      log.endWaits();
      stop(tomcat);
    }
  }

  private static void stop(Tomcat tomcat) {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException failed) {
      throw new IllegalStateException("the federation port does not close", failed);
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return server != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
