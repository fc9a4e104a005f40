package org.modyn.common.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a server, which are closed in reverse order of their start. */
public final class ServerParts {
  private static final Logger log = LoggerFactory.getLogger(ServerParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private ServerParts() {}

  /**
   * Assembles a server. If the assembly fails, the parts that were added before are closed.
   *
   * @param assembly adds each part as soon as it is started
   */
  public static <S extends ModynServer> S assemble(Function<ServerParts, S> assembly) {
    ServerParts parts = new ServerParts();
    try {
      return assembly.apply(parts);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Adds a part, and returns it. */
  public synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(requireNonNull(part, "part is null"));
    return part;
  }

  /** Adds a connection to another server; see {@link GrpcClient#connect}. */
  public GrpcClient connect(String serviceName, ServiceAddress address, Duration patience) {
    return connect(serviceName, ServiceTarget.of(address), patience);
  }

  /** Adds a connection to a service with several servers; see {@link GrpcClient#connect}. */
  public GrpcClient connect(String serviceName, ServiceTarget target, Duration patience) {
    return add(GrpcClient.connect(serviceName, target, patience));
  }

  /** Closes all parts in reverse order; the failure of one does not prevent the others. */
  synchronized void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
