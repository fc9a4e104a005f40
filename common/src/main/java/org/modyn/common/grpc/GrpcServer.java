package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.modyn.common.error.ModynException;
import org.modyn.common.network.Listening;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gRPC server: Netty, one virtual thread per call, so that handlers may block; health and
 * reflection services; errors mapped by {@link GrpcErrors}.
 *
 * <p>{@link #close} first reports "not serving" to health checks, then waits for calls in progress
 * for at most {@link #GRACE}, then cancels them.
 */
public final class GrpcServer implements AutoCloseable {
  /** The time that {@link #close} waits for calls in progress. */
  public static final Duration GRACE = Duration.ofSeconds(2);

  /**
   * The best value measured for streams of samples on loopback; the default, 64 KiB, is five times
   * slower.
   */
  static final int FLOW_CONTROL_WINDOW_BYTES = 8 << 20;

  private static final int MAXIMUM_REQUEST_BYTES = 64 << 20;

  /** Far more than a server makes of another one; further calls wait at the client. */
  private static final int MAXIMUM_CALLS_PER_CONNECTION = 1_000;

  /** The time that a new connection has to say that it is one of HTTP/2, and for TLS. */
  private static final int HANDSHAKE_SECONDS = 20;

  private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

  private final String serviceName;
  private final ServiceAddress address;
  private final Server server;
  private final HealthStatusManager health;
  private final ExecutorService executor;

  private GrpcServer(
      String serviceName,
      ServiceAddress address,
      Server server,
      HealthStatusManager health,
      ExecutorService executor) {
    this.serviceName = serviceName;
    this.address = address;
    this.server = server;
    this.health = health;
    this.executor = executor;
  }

  /**
   * Starts a server.
   *
   * @param serviceName the name for logs and messages, for example {@code selector}
   * @param address the address to listen on; port 0 chooses a free port
   * @throws ModynException FAILED_PRECONDITION when the port is in use or the host is not local
   */
  public static GrpcServer start(
      String serviceName, ServiceAddress address, List<ServerServiceDefinition> services) {
    return start(serviceName, address, services, CallObserver.NONE);
  }

  /**
   * As {@link #start(String, ServiceAddress, List)}.
   *
   * @param observer observes all calls, also those of the health and reflection services
   */
  public static GrpcServer start(
      String serviceName,
      ServiceAddress address,
      List<ServerServiceDefinition> services,
      CallObserver observer) {
    return start(serviceName, address, services, observer, ServerProtection.NONE);
  }

  /**
   * As {@link #start(String, ServiceAddress, List, CallObserver)}.
   *
   * @param protection encrypts the connections, and decides who may call
   */
  public static GrpcServer start(
      String serviceName,
      ServiceAddress address,
      List<ServerServiceDefinition> services,
      CallObserver observer,
      ServerProtection protection) {
    requireNonNull(serviceName, "serviceName is null");
    HealthStatusManager health = new HealthStatusManager();
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(serviceName + "-call-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.hostname(), address.port()))
            .executor(executor)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(MAXIMUM_REQUEST_BYTES)
            .maxConcurrentCallsPerConnection(MAXIMUM_CALLS_PER_CONNECTION)
            .handshakeTimeout(HANDSHAKE_SECONDS, SECONDS)
            .permitKeepAliveTime(5, SECONDS)
            .keepAliveTime(30, SECONDS)
            .keepAliveTimeout(20, SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new ErrorInterceptor())
            .addService(
                ServerInterceptors.intercept(health.getHealthService(), new ServerHeaders()))
            .addService(ProtoReflectionServiceV1.newInstance());
    services.stream().map(ReadableRequests::of).forEach(builder::addService);
    observer.observe(builder);
    // last: interceptors are called in reverse order
    protection.protect(serviceName, builder);
    Server server;
    try {
      server =
          Listening.on(
              serviceName, address.toString(), address.port(), () -> builder.build().start());
    } catch (RuntimeException e) {
      executor.shutdownNow();
      throw e;
    }
    for (ServerServiceDefinition service : services) {
      health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    ServiceAddress listening = new ServiceAddress(address.hostname(), server.getPort());
    log.info("{} listens on {}", serviceName, listening);
    return new GrpcServer(serviceName, listening, server, health, executor);
  }

  /** Returns the address that the server listens on, with the actual port. */
  public ServiceAddress address() {
    return address;
  }

  /** Returns whether the server answers calls: false from the begin of {@link #close}. */
  public boolean isServing() {
    return !server.isShutdown();
  }

  /** Blocks until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public void close() {
    if (server.isShutdown()) {
      return;
    }
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE.toMillis(), MILLISECONDS)) {
        log.info("{} cuts off calls that are still in progress", serviceName);
        server.shutdownNow();
        server.awaitTermination(GRACE.toMillis(), MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    log.info("{} stopped", serviceName);
  }
}
