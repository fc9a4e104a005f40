package org.modyn.common.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Determines why a service cannot be reached, by connecting to its servers: gRPC does not report
 * the reason to a waiting call. Blocks for at most half a second per server.
 */
final class ReachabilityProbe {
  private static final int TIMEOUT_MILLIS = 500;

  private ReachabilityProbe() {}

  /** Returns one line; for several servers, the distinct reasons. */
  static String reason(ServiceTarget target) {
    Set<String> reasons = new LinkedHashSet<>();
    for (ServiceAddress address : target.addresses()) {
      reasons.add(reason(address));
    }
    return String.join(", ", reasons);
  }

  private static String reason(ServiceAddress address) {
    InetSocketAddress resolved = new InetSocketAddress(address.hostname(), address.port());
    if (resolved.isUnresolved()) {
      return "there is no host " + address.hostname();
    }
    try (Socket socket = new Socket()) {
      socket.connect(resolved, TIMEOUT_MILLIS);
      return "it does not answer";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
