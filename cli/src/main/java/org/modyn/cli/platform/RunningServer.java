package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import org.modyn.common.grpc.ServiceAddress;

/**
 * A started server, of whichever kind.
 *
 * @param address where it listens, with the real port
 */
public record RunningServer(ServiceAddress address, Termination termination, Runnable stop)
    implements AutoCloseable {
  public RunningServer {
    requireNonNull(address, "address is null");
    requireNonNull(termination, "termination is null");
    requireNonNull(stop, "stop is null");
  }

  /** Blocks until the server has stopped. */
  @FunctionalInterface
  public interface Termination {
    void await() throws InterruptedException;
  }

  @Override
  public void close() {
    stop.run();
  }
}
