package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.ServerProcess;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.network.Ports;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * PostgreSQL and the six servers, each a process of its own, which can be killed and started again
 * on the same ports and state. Kills and starts of different processes may run concurrently.
 */
final class Cluster implements AutoCloseable {
  static final String DATASET = "flights";
  private static final String HOST = "127.0.0.1";

  private static final String FILE_WRAPPER_CONFIG =
      "{file_extension: .bin, byteorder: little, label_size: 1, record_size: "
          + FlightsPreparation.RECORD_SIZE
          + "}";

  /** Below the ports that the system gives to connections, which could take a dead server's. */
  private static final int LOWEST_PORT = 15_000;

  private static final int HIGHEST_PORT = 30_000;

  /**
   * Shorter than some restarts take and longer than others: calls and jobs fail, and pipelines
   * repeat them.
   */
  private static final int UNREACHABLE_SERVER_TIMEOUT_SECONDS = 3;

  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration INGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration START_PAUSE = Duration.ofMillis(500);

  /** A start takes less time, and what runs is short. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

  private final Path directory;
  private final int databasePort;
  private final Path config;
  private final Map<ServerKind, GrpcClient> clients = new EnumMap<>(ServerKind.class);
  private final Map<ServerKind, ServerProcess> servers = new ConcurrentHashMap<>();
  private volatile ServerProcess database;

  private Cluster(
      Path directory,
      int databasePort,
      Path config,
      ServerProcess database,
      Map<ServerKind, Integer> ports) {
    this.directory = requireNonNull(directory, "directory is null");
    this.databasePort = databasePort;
    this.config = requireNonNull(config, "config is null");
    this.database = requireNonNull(database, "database is null");
    ports.forEach(
        (kind, port) ->
            clients.put(kind, GrpcClient.connect(kind.label(), new ServiceAddress(HOST, port))));
  }

  /**
   * Starts all processes.
   *
   * @param directory for state and logs
   * @param flights the directory with the files of the dataset {@value #DATASET}
   */
  static Cluster start(Path directory, Path flights) throws IOException {
    List<Integer> free = freePorts(ServerKind.values().length + 1);
    Map<ServerKind, Integer> ports = new EnumMap<>(ServerKind.class);
    for (ServerKind kind : ServerKind.values()) {
      ports.put(kind, free.get(kind.ordinal()));
    }
    int databasePort = free.getLast();
    ServerProcess database = startDatabase(directory, databasePort);
    Path config =
        Files.writeString(
            directory.resolve("modyn.yaml"), configuration(directory, database, ports, flights));
    Cluster cluster = new Cluster(directory, databasePort, config, database, ports);
    try {
      for (ServerKind kind : ServerKind.values()) {
        cluster.servers.put(kind, cluster.startServer(kind));
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
      Path directory, ServerProcess database, Map<ServerKind, Integer> ports, Path flights) {
    String section =
        String.format(
            Locale.ROOT,
            "{hostname: %s, port: %d, %s}",
            database.address().hostname(),
            database.address().port(),
            database.details());
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
                  description: flights
                  version: 1.0.0
                  base_path: %s
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config: %s
                  ignore_last_timestamp: true
                  file_watcher_interval: 1
                  selector_batch_size: 512
            """,
            directory.resolve("state"),
            UNREACHABLE_SERVER_TIMEOUT_SECONDS,
            section,
            HOST,
            ports.get(ServerKind.STORAGE),
            section,
            directory,
            DATASET,
            flights,
            FILE_WRAPPER_CONFIG)
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

  /** Registers a dataset of flights in another folder. */
  void register(String datasetId, Path folder) {
    RegisterNewDatasetResponse response =
        storage()
            .registerNewDataset(
                RegisterNewDatasetRequest.newBuilder()
                    .setDatasetId(datasetId)
                    .setDescription("flights that arrive one day after the other")
                    .setVersion("1.0.0")
                    .setBasePath(folder.toString())
                    .setFilesystemWrapperType("LocalFilesystemWrapper")
                    .setFileWrapperType("BinaryFileWrapper")
                    .setFileWrapperConfig(FILE_WRAPPER_CONFIG)
                    .setFileWatcherInterval(1)
                    .build());
    if (!response.getSuccess()) {
      throw ModynException.internal("the storage refuses a dataset: %s", response.getError());
    }
  }

  /** Waits until the dataset {@value #DATASET} has its samples. */
  void awaitIngest(long samples) {
    GetDatasetSizeRequest request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(DATASET).build();
    long deadline = System.nanoTime() + INGEST_TIMEOUT.toNanos();
    while (storage().getDatasetSize(request).getNumKeys() < samples) {
      if (System.nanoTime() > deadline) {
        throw ModynException.unavailable(
            "the storage does not ingest the flights within %d seconds",
            INGEST_TIMEOUT.toSeconds());
      }
      pause(START_PAUSE);
    }
  }

  private StorageGrpc.StorageBlockingStub storage() {
    return StorageGrpc.newBlockingStub(client(ServerKind.STORAGE).channel());
  }

  GrpcClient client(ServerKind kind) {
    return clients.get(kind);
  }

  /** Kills processes with SIGKILL. */
  void kill(Victim victim) {
    switch (victim) {
      case DATABASE -> database.kill();
      case POSTGRES -> postgres().forEach(ProcessHandle::destroyForcibly);
      case EVERYTHING -> {
        List<ProcessHandle> postgres =
            postgres().stream()
                .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
                .toList();
        List<Thread> kills = new ArrayList<>();
        postgres.forEach(ProcessHandle::destroyForcibly);
        kills.add(Thread.ofVirtual().start(database::kill));
        servers.values().forEach(server -> kills.add(Thread.ofVirtual().start(server::kill)));
        kills.forEach(Cluster::join);
      }
      default -> servers.get(victim.server().orElseThrow()).kill();
    }
  }

  /** Returns PostgreSQL's main process; empty while it does not run. */
  private List<ProcessHandle> postgres() {
    Path file = state(directory).resolve("database").resolve("postmaster.pid");
    try {
      return Files.exists(file)
          ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
              .filter(ProcessHandle::isAlive)
              .stream()
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts what was killed. As a service manager does, starts a server again that ends because the
   * database is not there yet.
   */
  void restart(Victim victim) {
    switch (victim) {
      case DATABASE -> database = persistently(() -> startDatabase(directory, databasePort));
      case POSTGRES -> {
        // modyn serve database does it
      }
      case EVERYTHING -> {
        List<Thread> starts = new ArrayList<>();
        starts.add(Thread.ofVirtual().start(() -> restart(Victim.DATABASE)));
        for (Victim each : Victim.values()) {
          if (each.server().isPresent()) {
            starts.add(Thread.ofVirtual().start(() -> restart(each)));
          }
        }
        starts.forEach(Cluster::join);
      }
      default -> {
        ServerKind kind = victim.server().orElseThrow();
        servers.put(kind, persistently(() -> startServer(kind)));
      }
    }
  }

  @FunctionalInterface
  private interface Start {
    ServerProcess start() throws IOException;
  }

  private static ServerProcess persistently(Start start) {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try {
        return start.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ModynException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      pause(START_PAUSE);
    }
  }

  private static ServerProcess startDatabase(Path directory, int port) throws IOException {
    return ServerProcess.start(
        JVM_OPTIONS,
        directory.resolve("database.log"),
        "database",
        "--state-dir",
        Files.createDirectories(state(directory)).toString(),
        "--port",
        Integer.toString(port));
  }

  private ServerProcess startServer(ServerKind kind) throws IOException {
    return ServerProcess.start(
        JVM_OPTIONS,
        directory.resolve(kind.label() + ".log"),
        kind.label(),
        "--config",
        config.toString());
  }

  private static Path state(Path directory) {
    return directory.resolve("state");
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
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
