package org.modyn.common.server;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;

/** A running server. Subclasses start servers; all of them stop in the same way. */
public abstract class ModynServer implements AutoCloseable {
  private final ServerParts parts;
  private final GrpcServer server;

  /**
   * @param parts closed with the server; {@code server} is one of them
   */
  protected ModynServer(ServerParts parts, GrpcServer server) {
    this.parts = requireNonNull(parts, "parts is null");
    this.server = requireNonNull(server, "server is null");
  }

  /** Returns the address that the server listens on, with the actual port. */
  public final ServiceAddress address() {
    return server.address();
  }

  /** Returns the address of the HTTP endpoint, with the actual port; empty if there is none. */
  public final Optional<ServiceAddress> httpAddress() {
    return parts.operations().httpAddress();
  }

  /** Blocks until the server is closed. */
  public final void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Stops the server and closes its parts; a second call does nothing. */
  @Override
  public final void close() {
    parts.close();
  }
}
