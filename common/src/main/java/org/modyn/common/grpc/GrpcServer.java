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
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.modyn.common.error.ModynException;
import org.modyn.common.network.Listening;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gRPC server: Netty, one virtual thread per call, so that handlers may block; health and
 * reflection services; errors mapped by {@link GrpcErrors}; {@link ConnectionLimits} for its
 * clients.
 *
 * <p>{@link #close} first reports "not serving" to health checks, then waits for calls in progress
 * for at most {@link #GRACE}, then cancels them and interrupts their threads.
 */
public final class GrpcServer implements AutoCloseable {
  /** The time that {@link #close} waits for calls in progress. */
  public static final Duration GRACE = Duration.ofSeconds(2);

  /** The time that {@link #close} waits for interrupted handlers to end. */
  private static final Duration INTERRUPTION_GRACE = Duration.ofMillis(300);

  /** The time after {@link #close} in which the threads of the connections still work. */
  private static final Duration LATE_WRITES = Duration.ofMillis(200);

  /**
   * The best value measured for streams of samples on loopback; the default, 64 KiB, is five times
   * slower.
   */
  static final int FLOW_CONTROL_WINDOW_BYTES = 8 << 20;

  /** The most frequent pings that a client may send to find out whether the server is alive. */
  private static final int PERMITTED_KEEPALIVE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

  private final String serviceName;
  private final ServiceAddress address;
  private final Server server;
  private final HealthStatusManager health;
  private final List<String> services;
  private final ExecutorService executor;
  private final EventLoopGroup transport;
  private final Future<?> unreadChecks;

  private GrpcServer(
      String serviceName,
      ServiceAddress address,
      Server server,
      HealthStatusManager health,
      List<String> services,
      ExecutorService executor,
      EventLoopGroup transport,
      Future<?> unreadChecks) {
    this.serviceName = serviceName;
    this.address = address;
    this.server = server;
    this.health = health;
    this.services = List.copyOf(services);
    this.executor = executor;
    this.transport = transport;
    this.unreadChecks = unreadChecks;
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
    return start(
        serviceName, address, services, observer, protection, ConnectionLimits.ofProcess());
  }

  /** As above, with limits for tests. */
  static GrpcServer start(
      String serviceName,
      ServiceAddress address,
      List<ServerServiceDefinition> services,
      CallObserver observer,
      ServerProtection protection,
      ConnectionLimits limits) {
    requireNonNull(serviceName, "serviceName is null");
    HealthStatusManager health = new HealthStatusManager();
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(serviceName + "-call-", 0).factory());
    EventLoopGroup transport =
        new MultiThreadIoEventLoopGroup(
            new DefaultThreadFactory(serviceName + "-transport", true), NioIoHandler.newFactory());
    Connections connections = new Connections(serviceName, limits);
    UnreadCalls unread = new UnreadCalls(serviceName, limits.unread());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.hostname(), address.port()))
            .executor(executor)
            .bossEventLoopGroup(transport)
            .workerEventLoopGroup(transport)
            .channelFactory(() -> new LimitedServerChannel(connections))
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(limits.requestBytes())
            .maxConcurrentCallsPerConnection(limits.callsPerConnection())
            .handshakeTimeout(limits.handshake().toMillis(), MILLISECONDS)
            .permitKeepAliveTime(PERMITTED_KEEPALIVE_SECONDS, SECONDS)
            .keepAliveTime(limits.keepAlive().toMillis(), MILLISECONDS)
            .keepAliveTimeout(limits.keepAliveAnswer().toMillis(), MILLISECONDS)
            .maxConnectionIdle(limits.idle().toMillis(), MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(unread)
            .intercept(new ErrorInterceptor())
            .addService(
                ServerInterceptors.intercept(health.getHealthService(), new ServerHeaders()))
            .addService(ProtoReflectionServiceV1.newInstance());
    services.stream().map(ReadableRequests::of).forEach(builder::addService);
    observer.observe(builder);
    // last: interceptors are called in reverse order
    protection.protect(serviceName, builder);
    builder.intercept(unread).intercept(connections);
    Server server;
    try {
      server =
          Listening.on(
              serviceName, address.toString(), address.port(), () -> builder.build().start());
    } catch (RuntimeException e) {
      executor.shutdownNow();
      stop(transport);
      throw e;
    }
    ServiceAddress listening = new ServiceAddress(address.hostname(), server.getPort());
    log.info("{} listens on {}", serviceName, listening);
    GrpcServer started =
        new GrpcServer(
            serviceName,
            listening,
            server,
            health,
            services.stream().map(service -> service.getServiceDescriptor().getName()).toList(),
            executor,
            transport,
            unread.start(transport));
    started.setServing(true);
    return started;
  }

  /** Ends the threads of the connections, without a wait: all connections are closed. */
  private static void stop(EventLoopGroup transport) {
    transport.shutdownGracefully(0, GRACE.toMillis(), MILLISECONDS);
  }

  /** Returns the address that the server listens on, with the actual port. */
  public ServiceAddress address() {
    return address;
  }

  /**
   * Says whether health checks that name a service of this server find it serving. Those of the
   * server itself, which name none, always do until it is closed: its process works.
   */
  public void setServing(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    services.forEach(service -> health.setStatus(service, status));
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
      executor.shutdownNow();
      if (!executor.awaitTermination(INTERRUPTION_GRACE.toMillis(), MILLISECONDS)) {
        log.info("{} leaves calls behind that do not end", serviceName);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
    unreadChecks.cancel(false);
    // they release what handlers still send; the quiet period of Netty would keep the port open
    transport.schedule(() -> stop(transport), LATE_WRITES.toMillis(), MILLISECONDS);
    log.info("{} stopped", serviceName);
  }
}
