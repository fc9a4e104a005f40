package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServerProbe;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.network.Ports;
import org.modyn.common.security.ClientSecurity;
import org.modyn.common.security.TokenFiles;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.StorageGrpc;

/**
 * PostgreSQL and the six servers, each a process of its own, with one dataset. A process that has
 * ended can be started again on the same port and state; this may be done for different processes
 * concurrently.
 */
public final class ServerCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Below the ports that the system gives to connections, which could take a dead server's. */
  private static final int LOWEST_PORT = 15_000;

  private static final int HIGHEST_PORT = 30_000;
  private static final Duration INGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration INGEST_PAUSE = Duration.ofMillis(500);

  private final Path directory;
  private final Settings settings;
  private final int databasePort;
  private final Path config;
  private final Map<ServerKind, GrpcClient> clients = new EnumMap<>(ServerKind.class);
  private final Map<ServerKind, ServerProcess> servers = new ConcurrentHashMap<>();
  private volatile DatabaseProcess database;

  /**
   * A dataset of binary files.
   *
   * @param folder with the files
   * @param fileWrapperConfig the configuration of {@code BinaryFileWrapper}, as YAML in one line
   * @param batchSize the number of samples that a pipeline decides about at a time
   */
  public record Dataset(String name, Path folder, String fileWrapperConfig, int batchSize) {
    public Dataset {
      requireNonNull(name, "name is null");
      requireNonNull(folder, "folder is null");
      requireNonNull(fileWrapperConfig, "fileWrapperConfig is null");
    }
  }

  /**
   * How the processes run.
   *
   * @param jvmOptions of each server
   * @param unreachableServerTimeout the time that calls wait for a server, in whole seconds
   */
  public record Settings(List<String> jvmOptions, Duration unreachableServerTimeout) {
    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
      requireNonNull(unreachableServerTimeout, "unreachableServerTimeout is null");
    }
  }

  private ServerCluster(
      Path directory,
      Settings settings,
      int databasePort,
      Path config,
      DatabaseProcess database,
      Map<ServerKind, Integer> ports) {
    this.directory = requireNonNull(directory, "directory is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.databasePort = databasePort;
    this.config = requireNonNull(config, "config is null");
    this.database = requireNonNull(database, "database is null");
    // the token that the servers will find
    ClientSecurity security = ClientSecurity.of(TokenFiles.createIn(state(directory)));
    ports.forEach(
        (kind, port) ->
            clients.put(
                kind,
                GrpcClient.connect(
                    kind.label(),
                    ServiceTarget.of(new ServiceAddress(HOST, port)),
                    GrpcClient.DEFAULT_PATIENCE,
                    CallObserver.NONE,
                    security)));
  }

  /**
   * Starts all processes.
   *
   * @param directory for state and logs; the dataset is below it
   */
  public static ServerCluster start(Path directory, Dataset dataset, Settings settings)
      throws IOException {
    List<Integer> free = freePorts(ServerKind.values().length + 1);
    Map<ServerKind, Integer> ports = new EnumMap<>(ServerKind.class);
    for (ServerKind kind : ServerKind.values()) {
      ports.put(kind, free.get(kind.ordinal()));
    }
    int databasePort = free.getLast();
    DatabaseProcess database =
        DatabaseProcess.start(directory, settings.jvmOptions(), OptionalInt.of(databasePort));
    ServerCluster cluster;
    try {
      Path config =
          Files.writeString(
              directory.resolve("modyn.yaml"),
              configuration(directory, settings, database, ports, dataset));
      cluster = new ServerCluster(directory, settings, databasePort, config, database, ports);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    try {
      for (ServerKind kind : ServerKind.values()) {
        cluster.start(kind);
      }
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    InetAddress host = InetAddress.getByName(HOST);
    List<Integer> free = new ArrayList<>();
    for (int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
        free.size() < count;
        port++) {
      if (Ports.isFree(host, port)) {
        free.add(port);
      }
    }
    return free;
  }

  private static String configuration(
      Path directory,
      Settings settings,
      DatabaseProcess database,
      Map<ServerKind, Integer> ports,
      Dataset dataset) {
    return String.format(
            Locale.ROOT,
            """
            state_directory: %s
            unreachable_server_timeout_s: %d
            metadata_database: %s
            storage:
              hostname: %s
              port: %d
              database: %s
              dataset_roots: [%s]
              datasets:
                - name: %s
                  description: a dataset of a benchmark
                  version: 1.0.0
                  base_path: %s
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config: %s
                  ignore_last_timestamp: true
                  file_watcher_interval: 1
                  selector_batch_size: %d
            """,
            state(directory),
            settings.unreachableServerTimeout().toSeconds(),
            database.section(),
            HOST,
            ports.get(ServerKind.STORAGE),
            database.section(),
            directory,
            dataset.name(),
            dataset.folder(),
            dataset.fileWrapperConfig(),
            dataset.batchSize())
        + Stream.of(
                ServerKind.SELECTOR,
                ServerKind.MODEL_STORAGE,
                ServerKind.TRAINER_SERVER,
                ServerKind.EVALUATOR,
                ServerKind.SUPERVISOR)
            .map(
                kind ->
                    String.format(
                        Locale.ROOT,
                        "%s: {hostname: %s, port: %d}%n",
                        kind.label().replace('-', '_'),
                        HOST,
                        ports.get(kind)))
            .reduce("", String::concat);
  }

  private static Path state(Path directory) {
    return directory.resolve("state");
  }

  /** Starts a server that does not run. */
  public void start(ServerKind kind) throws IOException {
    servers.put(
        kind,
        ServerProcess.start(
            settings.jvmOptions(),
            directory.resolve(kind.label() + ".log"),
            kind.label(),
            "--config",
            config.toString()));
  }

  /** Starts the process that starts PostgreSQL, which does not run. */
  public void startDatabase() throws IOException {
    database =
        DatabaseProcess.start(directory, settings.jvmOptions(), OptionalInt.of(databasePort));
  }

  /** Returns whether a server's process lives and the server reports that it serves. */
  public boolean serves(ServerKind kind) {
    ServerProcess server = servers.get(kind);
    if (!server.isAlive()) {
      return false;
    }
    try {
      // health checks need no token
      ServerProbe.ask(kind.label(), server.address(), PROBE_TIMEOUT, ClientProtection.NONE);
      return true;
    } catch (ModynException e) {
      return false;
    }
  }

  /** Kills a server with SIGKILL. */
  public void kill(ServerKind kind) {
    servers.get(kind).kill();
  }

  /** Kills the process that starts PostgreSQL with SIGKILL, not PostgreSQL itself. */
  public void killDatabase() {
    database.kill();
  }

  public GrpcClient client(ServerKind kind) {
    return clients.get(kind);
  }

  /** Returns the directory of all servers' state. */
  public Path stateDirectory() {
    return state(directory);
  }

  /**
   * Waits until a dataset has a number of samples.
   *
   * @throws ModynException UNAVAILABLE after a minute
   */
  public void awaitIngest(String dataset, long samples) {
    GetDatasetSizeRequest request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(dataset).build();
    StorageGrpc.StorageBlockingStub storage =
        StorageGrpc.newBlockingStub(client(ServerKind.STORAGE).channel());
    long deadline = System.nanoTime() + INGEST_TIMEOUT.toNanos();
    while (storage.getDatasetSize(request).getNumKeys() < samples) {
      if (System.nanoTime() > deadline) {
        throw ModynException.unavailable(
            "the storage does not ingest the %,d samples of %s within %d seconds",
            samples, dataset, INGEST_TIMEOUT.toSeconds());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(INGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    clients.values().forEach(GrpcClient::close);
    servers.values().forEach(ServerProcess::close);
    database.close();
  }
}
