package org.bouclier.node.federation;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * A context of the JDK as Tomcat wants it. Tomcat would otherwise build one from names of files and
 * of classes, and a trust manager named by its class cannot be given anything.
 */
final class GivenSslContext implements org.apache.tomcat.util.net.SSLContext {

  private final SSLContext context;

  GivenSslContext(SSLContext context) {
    this.context = context;
  }

  @Override
  public void init(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
    // it is initialised already
  }

  @Override
  public void destroy() {
    // it holds nothing but memory
  }

  @Override
  public SSLSessionContext getServerSessionContext() {
    return context.getServerSessionContext();
  }

  @Override
  public SSLEngine createSSLEngine() {
    return context.createSSLEngine();
  }

  @Override
  public SSLServerSocketFactory getServerSocketFactory() {
    return context.getServerSocketFactory();
  }

  @Override
  public SSLParameters getSupportedSSLParameters() {
    return context.getSupportedSSLParameters();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[0]; // asked for OCSP stapling only
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
