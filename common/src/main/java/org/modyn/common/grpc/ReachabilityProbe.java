package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Determines why a service cannot be reached, by connecting to its servers: gRPC does not report
 * the reason to a waiting call. Blocks for at most half a second per server, and as long again for
 * TLS.
 */
final class ReachabilityProbe {
  private static final int TIMEOUT_MILLIS = 500;

  /** What Java says about a first message that is none of TLS. */
  private static final String NOT_TLS = "unrecognized SSL message";

  private final ClientProtection protection;

  /**
   * @param protection of the client that cannot reach the service
   */
  ReachabilityProbe(ClientProtection protection) {
    this.protection = requireNonNull(protection, "protection is null");
  }

  /** Returns one line; for several servers, the distinct reasons. */
  String reason(ServiceTarget target) {
    Set<String> reasons = new LinkedHashSet<>();
    for (ServiceAddress address : target.addresses()) {
      reasons.add(probe(address).reason());
    }
    return String.join(", ", reasons);
  }

  /**
   * Returns the reasons, in one line, if there is certainly no server: each host name does not
   * resolve, or its machine refuses the connection.
   */
  Optional<String> absence(ServiceTarget target) {
    Set<String> reasons = new LinkedHashSet<>();
    for (ServiceAddress address : target.addresses()) {
      Probed probed = connect(address);
      if (probed.outcome() != Outcome.ABSENT) {
        return Optional.empty();
      }
      reasons.add(probed.reason());
    }
    return Optional.of(String.join(", ", reasons));
  }

  /** Returns why the client and a server can certainly not talk: one encrypts, the other not. */
  Optional<String> mismatch(ServiceTarget target) {
    return target.addresses().stream()
        .map(this::probe)
        .filter(probed -> probed.outcome() == Outcome.MISMATCHED)
        .map(Probed::reason)
        .findFirst();
  }

  private enum Outcome {
    /** Nothing listens at the address. */
    ABSENT,
    /** What listens cannot talk with this client. */
    MISMATCHED,
    UNKNOWN
  }

  /** What connecting to a server has shown. */
  private record Probed(String reason, Outcome outcome) {}

  private static Probed connect(ServiceAddress address) {
    InetSocketAddress resolved = new InetSocketAddress(address.hostname(), address.port());
    if (resolved.isUnresolved()) {
      return new Probed("there is no host " + address.hostname(), Outcome.ABSENT);
    }
    try (Socket socket = new Socket()) {
      socket.connect(resolved, TIMEOUT_MILLIS);
      return new Probed("it does not answer", Outcome.UNKNOWN);
    } catch (ConnectException e) {
      return new Probed(e.getMessage(), Outcome.ABSENT);
    } catch (IOException e) {
      return new Probed(e.getMessage(), Outcome.UNKNOWN);
    }
  }

  private Probed probe(ServiceAddress address) {
    Probed connected = connect(address);
    if (connected.outcome() == Outcome.ABSENT) {
      return connected;
    }
    Optional<SSLSocketFactory> encryption = protection.encryption();
    try {
      handshake(address, encryption.orElseGet(ReachabilityProbe::trustingAll));
      return encryption.isPresent() ? connected : requiresTls();
    } catch (SSLHandshakeException e) {
      if (rootCause(e) instanceof EOFException) {
        return connected;
      }
      return encryption.isPresent()
          ? new Probed(
              "TLS fails: %s; --ca or security.tls names the certificates"
                  .formatted(rootCause(e).getMessage()),
              Outcome.MISMATCHED)
          : requiresTls();
    } catch (SocketTimeoutException _) {
      return connected;
    } catch (SSLException e) {
      return encryption.isPresent() && String.valueOf(e.getMessage()).contains(NOT_TLS)
          ? new Probed(
              "it does not use TLS, but this client does (--ca, MODYN_CA_FILE or security.tls)",
              Outcome.MISMATCHED)
          : connected;
    } catch (IOException e) {
      return new Probed(e.getMessage(), Outcome.UNKNOWN);
    }
  }

  private static Probed requiresTls() {
    return new Probed(
        "it requires TLS: name the file with the certificate of its certification authority by"
            + " --ca or MODYN_CA_FILE (for a server: security.tls)",
        Outcome.MISMATCHED);
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void handshake(ServiceAddress address, SSLSocketFactory sockets)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.hostname(), address.port()), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      try (SSLSocket encrypted =
          (SSLSocket) sockets.createSocket(socket, address.hostname(), address.port(), true)) {
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"h2"});
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
      }
    }
  }

  /** For a client that does not encrypt: finds out whether the server does, and sends nothing. */
  private static SSLSocketFactory trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustingManager()}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static final class TrustingManager extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
