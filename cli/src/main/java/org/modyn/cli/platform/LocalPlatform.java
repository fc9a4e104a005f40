package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.modyn.cli.progress.Progress;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.network.Ports;
import org.modyn.common.operations.Operations;
import org.modyn.common.security.ClientSecurity;
import org.modyn.common.security.ServerSecurity;
import org.modyn.common.security.TokenFiles;
import org.modyn.common.server.ModynServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Modyn in this JVM: an embedded PostgreSQL and all servers, which communicate over gRPC on
 * the loopback interface as they would between machines. All state is in a state directory, also
 * the token without which they answer no calls.
 */
public final class LocalPlatform implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<Path> ANYWHERE = List.of(Path.of("/"));
  private static final Logger log = LoggerFactory.getLogger(LocalPlatform.class);

  // Servers are stopped in reverse order.
  private final Deque<Part> parts = new ArrayDeque<>();
  private final Operations operations;
  private ModynConfig config;

  private LocalPlatform(ModynConfig config, Operations operations) {
    this.config = config;
    this.operations = operations;
    parts.push(new Part("HTTP endpoint", operations::close));
  }

  private record Part(String name, Runnable stop) {}

  /**
   * Starts the database and all servers; if one fails, those that run are stopped.
   *
   * @param configured its ports are used if they are free; its hosts and databases are replaced
   * @param datasets to serve besides those of the configuration
   * @param httpPort of the HTTP endpoint for operators; 0 chooses a free port; empty: there is none
   * @param signal cancels the start between two servers
   * @param messages receives a line when a server uses another port than the configured one
   */
  public static LocalPlatform start(
      ModynConfig configured,
      StateDirectory state,
      List<DatasetConfig> datasets,
      OptionalInt httpPort,
      TerminationSignal signal,
      Consumer<String> messages) {
    requireNonNull(messages, "messages is null");
    return start(
        configured, state, datasets, EnumSet.allOf(ServerKind.class), httpPort, signal, messages);
  }

  private static LocalPlatform start(
      ModynConfig configured,
      StateDirectory state,
      List<DatasetConfig> datasets,
      Set<ServerKind> kinds,
      OptionalInt httpPort,
      TerminationSignal signal,
      Consumer<String> messages) {
    ModynConfig config =
        withFilesOfTheUser(configured)
            .withStateDirectory(state.path())
            .withSecurity(TokenFiles.createIn(state.path()));
    LocalPlatform platform =
        new LocalPlatform(
            config,
            Operations.start(
                "platform",
                httpAddress(httpPort),
                configured.traces(),
                ServerSecurity.of(config.security())));
    try {
      EmbeddedPostgres database =
          signal.interruptibly(
              () ->
                  EmbeddedPostgres.start(
                      state.database(), state.databasePrograms(), state.durability()));
      platform.parts.push(new Part("database", database::close));
      platform.useDatabase(database);
      platform.serve(datasets);
      Map<ServerKind, ServiceAddress> addresses = new EnumMap<>(ServerKind.class);
      for (ServerKind kind : kinds) {
        signal.check();
        platform.startServer(kind, messages);
        addresses.put(kind, kind.address(platform.config));
      }
      signal.check();
      RunningServers.write(state.path(), addresses);
      platform.parts.push(new Part("servers.json", () -> RunningServers.delete(state.path())));
      return platform;
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  /** The servers run with the rights of the user who names the files, in one process with them. */
  private static ModynConfig withFilesOfTheUser(ModynConfig config) {
    return config
        .withTrainerServer(
            config.trainerServer().withFileRoots(ANYWHERE).withCheckpointRoots(ANYWHERE))
        .withEvaluator(config.evaluator().withFileRoots(ANYWHERE));
  }

  private static Optional<ServiceAddress> httpAddress(OptionalInt httpPort) {
    return httpPort.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServiceAddress(LOOPBACK, httpPort.getAsInt()));
  }

  /**
   * Like {@link #start}, on free ports, regardless of the configuration, without an HTTP endpoint.
   *
   * @param configured its ports are ignored
   */
  public static LocalPlatform startOnFreePorts(
      ModynConfig configured,
      StateDirectory state,
      List<DatasetConfig> datasets,
      TerminationSignal signal) {
    return start(
        onFreePorts(configured), state, datasets, OptionalInt.empty(), signal, message -> {});
  }

  /**
   * Starts the database and some servers, with the default configuration, on free ports: for one
   * command, whose user may register datasets in every directory that they can read. Pipelines do
   * not run.
   */
  static LocalPlatform startOnly(
      Set<ServerKind> kinds, StateDirectory state, TerminationSignal signal) {
    ModynConfig defaults = ModynConfig.defaults();
    ModynConfig config =
        defaults
            .withStorage(defaults.storage().withDatasetRoots(ANYWHERE))
            .withSupervisor(defaults.supervisor().withMaximumRunningPipelines(0));
    return start(
        onFreePorts(config), state, List.of(), kinds, OptionalInt.empty(), signal, message -> {});
  }

  private static ModynConfig onFreePorts(ModynConfig configured) {
    ModynConfig config = configured;
    for (ServerKind kind : ServerKind.values()) {
      config = kind.withAddress(config, new ServiceAddress(LOOPBACK, 0));
    }
    return config;
  }

  private void useDatabase(EmbeddedPostgres database) {
    config =
        config
            .withStorage(config.storage().withDatabase(database.config()))
            .withMetadataDatabase(database.config());
  }

  private void serve(List<DatasetConfig> datasets) {
    List<String> names = datasets.stream().map(DatasetConfig::name).toList();
    List<DatasetConfig> all = new ArrayList<>(datasets);
    config.storage().datasets().stream()
        .filter(dataset -> !names.contains(dataset.name()))
        .forEach(all::add);
    config = config.withStorage(config.storage().withDatasets(all));
  }

  private void startServer(ServerKind kind, Consumer<String> messages) {
    int port = kind.address(config).port();
    ModynServer server;
    try {
      server = kind.start(kind.withAddress(config, new ServiceAddress(LOOPBACK, port)), operations);
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.FAILED_PRECONDITION
          || Ports.isFree(InetAddress.getLoopbackAddress(), port)) {
        throw e;
      }
      log.info("{} uses a free port: {}", kind.label(), e.getMessage());
      server = kind.start(kind.withAddress(config, new ServiceAddress(LOOPBACK, 0)), operations);
      messages.accept(
          String.format(
              Locale.ROOT,
              "%s: port %d is in use, listening on %s",
              kind.label(),
              port,
              server.address()));
    }
    parts.push(new Part(kind.label(), server::close));
    config = kind.withAddress(config, server.address());
  }

  /**
   * Waits until a dataset is ingested, as {@link DatasetIngest#await} does.
   *
   * @param samples the number of samples of the dataset; empty when unknown
   * @throws ModynException as {@link DatasetIngest#await}
   */
  public void awaitIngest(
      String datasetName, OptionalLong samples, TerminationSignal signal, Progress progress) {
    try (GrpcClient storage = connect(ServerKind.STORAGE)) {
      DatasetIngest ingest = new DatasetIngest(storage.channel());
      signal.interruptibly(
          () -> {
            ingest.await(datasetName, samples, progress);
            return null;
          });
    }
  }

  /** Connects to one of the servers, with the token of the state directory. */
  public GrpcClient connect(ServerKind kind) {
    return GrpcClient.connect(
        kind.serviceName(),
        ServiceTarget.of(kind.address(config)),
        GrpcClient.DEFAULT_PATIENCE,
        CallObserver.NONE,
        ClientSecurity.of(config.security()));
  }

  /** Returns the address of the HTTP endpoint for operators; empty if there is none. */
  public Optional<ServiceAddress> httpAddress() {
    return operations.httpAddress();
  }

  /** The configuration in use, with the actual ports and databases. */
  public ModynConfig config() {
    return config;
  }

  /**
   * Stops the servers and then the database. If one fails to stop, the others are stopped
   * nevertheless.
   */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.stop().run();
      } catch (RuntimeException e) {
        log.error("{} did not stop cleanly", part.name(), e);
      }
    }
  }
}
