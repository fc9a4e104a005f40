package org.modyn.common.server;

import static java.util.Objects.requireNonNull;

import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.ServerConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.operations.Operations;
import org.modyn.common.security.ClientSecurity;
import org.modyn.common.security.DefaultSecurity;
import org.modyn.common.security.ServerSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a server, which are closed in reverse order of their start. */
public final class ServerParts {
  private static final Logger log = LoggerFactory.getLogger(ServerParts.class);

  private final String serverName;
  private final Operations operations;
  private final SecurityConfig security;
  private final ServerSecurity serverSecurity;
  private final ClientSecurity clientSecurity;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile Optional<GrpcServer> server = Optional.empty();

  private ServerParts(
      String serverName,
      Operations operations,
      SecurityConfig security,
      ServerSecurity serverSecurity,
      ClientSecurity clientSecurity) {
    this.serverName = serverName;
    this.security = security;
    this.operations = operations;
    this.serverSecurity = serverSecurity;
    this.clientSecurity = clientSecurity;
  }

  /**
   * Assembles a server with an HTTP endpoint of its own, if its section names a port. If the
   * assembly fails, the parts that were added before are closed.
   *
   * @param serverName the name for logs and messages, for example {@code selector}
   * @param config with who may call the server, and where traces go
   * @param section of the server in {@code config}
   * @param assembly adds each part as soon as it is started, and listens at last
   * @throws ModynException FAILED_PRECONDITION when a file of {@code security} cannot be used
   */
  public static <S extends ModynServer> S assemble(
      String serverName,
      ModynConfig config,
      ServerConfig section,
      Function<ServerParts, S> assembly) {
    SecurityConfig security = config.security();
    ServerSecurity serverSecurity = ServerSecurity.of(security);
    ClientSecurity clientSecurity = ClientSecurity.of(security);
    Operations operations =
        Operations.start(serverName, section.httpAddress(), config.traces(), serverSecurity);
    ServerParts parts =
        new ServerParts(serverName, operations, security, serverSecurity, clientSecurity);
    parts.add(operations);
    return parts.assemble(assembly);
  }

  /**
   * Assembles a server that shares what operators see with others of its process.
   *
   * @param operations remains open when the server is closed
   * @param security who may call the server, and how it proves who it is
   * @param assembly as for {@link #assemble(String, ModynConfig, ServerConfig, Function)}
   * @throws ModynException FAILED_PRECONDITION when a file of {@code security} cannot be used
   */
  public static <S extends ModynServer> S assemble(
      String serverName,
      Operations operations,
      SecurityConfig security,
      Function<ServerParts, S> assembly) {
    return new ServerParts(
            serverName,
            operations,
            security,
            ServerSecurity.of(security),
            ClientSecurity.of(security))
        .assemble(assembly);
  }

  private <S extends ModynServer> S assemble(Function<ServerParts, S> assembly) {
    operations.readiness().require(serverName, this::notServing);
    try {
      return assembly.apply(this);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Optional<String> notServing() {
    if (server.isEmpty()) {
      return Optional.of("the %s is starting".formatted(serverName));
    }
    return server.get().isServing()
        ? Optional.empty()
        : Optional.of("the %s is stopping".formatted(serverName));
  }

  /** Adds a part, and returns it. */
  public synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(requireNonNull(part, "part is null"));
    return part;
  }

  /** What operators see of the server. */
  public Operations operations() {
    return operations;
  }

  /** How the server proves to others who it is. */
  public ClientSecurity clientSecurity() {
    return clientSecurity;
  }

  /**
   * Adds a database, without which the server is not ready; see {@link Database#open}.
   *
   * @throws ModynException as {@link Database#open}
   */
  public Database openDatabase(DatabaseConfig config, String schema) {
    Database database = add(Database.open(config, schema, operations.metrics().registry()));
    operations.readiness().require("database", database::problem);
    return database;
  }

  /** Adds a connection to another server; see {@link GrpcClient#connect}. */
  public GrpcClient connect(String serviceName, ServiceAddress address, Duration patience) {
    return connect(serviceName, ServiceTarget.of(address), patience);
  }

  /** Adds a connection to a service with several servers; see {@link GrpcClient#connect}. */
  public GrpcClient connect(String serviceName, ServiceTarget target, Duration patience) {
    return add(
        GrpcClient.connect(serviceName, target, patience, operations.calls(), clientSecurity));
  }

  /**
   * Adds the gRPC server; see {@link GrpcServer#start}. The server is ready from now on.
   *
   * @throws ModynException FAILED_PRECONDITION when the port is in use, the host is not local, or
   *     other machines could reach a server without certificates and tokens
   */
  public GrpcServer listen(ServiceAddress address, ServerServiceDefinition service) {
    DefaultSecurity.requireSafe(serverName, address, security);
    GrpcServer started =
        add(
            GrpcServer.start(
                serverName, address, List.of(service), operations.calls(), serverSecurity));
    server = Optional.of(started);
    return started;
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
