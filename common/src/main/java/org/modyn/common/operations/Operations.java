package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;

/**
 * What operators see of a server, or of several servers in one process that share it. To be started
 * before the server, so that probes are answered while it starts, and closed after it.
 */
public final class Operations implements AutoCloseable {
  private final Readiness readiness;
  private final Optional<HttpEndpoint> endpoint;

  private Operations(Readiness readiness, Optional<HttpEndpoint> endpoint) {
    this.readiness = readiness;
    this.endpoint = endpoint;
  }

  /**
   * Starts the HTTP endpoint, if there is to be one.
   *
   * @param serverName the name for logs and messages, for example {@code selector}
   * @param httpAddress empty: there is no endpoint; port 0 chooses a free port
   * @throws ModynException FAILED_PRECONDITION when the port is in use or the host is not local
   */
  public static Operations start(String serverName, Optional<ServiceAddress> httpAddress) {
    requireNonNull(serverName, "serverName is null");
    Readiness readiness = new Readiness();
    return new Operations(
        readiness, httpAddress.map(address -> HttpEndpoint.start(serverName, address, readiness)));
  }

  /** What the servers need to serve. */
  public Readiness readiness() {
    return readiness;
  }

  /** Returns the address of the HTTP endpoint, with the actual port; empty if there is none. */
  public Optional<ServiceAddress> httpAddress() {
    return endpoint.map(HttpEndpoint::address);
  }

  @Override
  public void close() {
    endpoint.ifPresent(HttpEndpoint::close);
  }
}
