package org.modyn.common.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Optional;
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

  /**
   * Returns the reasons, in one line, if there is certainly no server: each host name does not
   * resolve, or its machine refuses the connection.
   */
  static Optional<String> absence(ServiceTarget target) {
    Set<String> reasons = new LinkedHashSet<>();
    for (ServiceAddress address : target.addresses()) {
      Probed probed = probe(address);
      if (!probed.isAbsent()) {
        return Optional.empty();
      }
      reasons.add(probed.reason());
    }
    return Optional.of(String.join(", ", reasons));
  }

  private static String reason(ServiceAddress address) {
    return probe(address).reason();
  }

  private static Probed probe(ServiceAddress address) {
    InetSocketAddress resolved = new InetSocketAddress(address.hostname(), address.port());
    if (resolved.isUnresolved()) {
      return new Probed("there is no host " + address.hostname(), true);
    }
    try (Socket socket = new Socket()) {
      socket.connect(resolved, TIMEOUT_MILLIS);
      return new Probed("it does not answer", false);
    } catch (ConnectException e) {
      return new Probed(e.getMessage(), true);
    } catch (IOException e) {
      return new Probed(e.getMessage(), false);
    }
  }

  /**
   * What connecting to a server has shown.
   *
   * @param isAbsent whether nothing listens at its address
   */
  private record Probed(String reason, boolean isAbsent) {}
}
