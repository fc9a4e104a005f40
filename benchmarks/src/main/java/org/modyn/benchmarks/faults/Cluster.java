package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.ServerCluster;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * The processes of a platform, which can be killed and started again on the same ports and state.
 * Kills and starts of different processes may run concurrently.
 */
final class Cluster implements AutoCloseable {
  static final String DATASET = "flights";

  private static final String FILE_WRAPPER_CONFIG =
      "{file_extension: .bin, byteorder: little, label_size: 1, record_size: "
          + FlightsPreparation.RECORD_SIZE
          + "}";

  private static final int BATCH_SIZE = 512;

  /**
   * The timeout is shorter than some restarts take and longer than others: calls and jobs fail, and
   * pipelines repeat them. With these options of the JVM, a start takes less time, and what runs is
   * short.
   */
  private static final ServerCluster.Settings SETTINGS =
      new ServerCluster.Settings(
          List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"),
          Duration.ofSeconds(3));

  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration START_PAUSE = Duration.ofMillis(500);

  private final ServerCluster servers;

  private Cluster(ServerCluster servers) {
    this.servers = requireNonNull(servers, "servers is null");
  }

  /**
   * Starts all processes.
   *
   * @param directory for state and logs
   * @param flights the directory with the files of the dataset {@value #DATASET}
   */
  static Cluster start(Path directory, Path flights) throws IOException {
    return new Cluster(
        ServerCluster.start(
            directory,
            new ServerCluster.Dataset(DATASET, flights, FILE_WRAPPER_CONFIG, BATCH_SIZE),
            SETTINGS));
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
    servers.awaitIngest(DATASET, samples);
  }

  private StorageGrpc.StorageBlockingStub storage() {
    return StorageGrpc.newBlockingStub(client(ServerKind.STORAGE).channel());
  }

  GrpcClient client(ServerKind kind) {
    return servers.client(kind);
  }

  /** Kills processes with SIGKILL. */
  void kill(Victim victim) {
    switch (victim) {
      case DATABASE -> servers.killDatabase();
      case POSTGRES -> postgres().forEach(ProcessHandle::destroyForcibly);
      case EVERYTHING -> {
        List<ProcessHandle> postgres =
            postgres().stream()
                .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
                .toList();
        List<Thread> kills = new ArrayList<>();
        postgres.forEach(ProcessHandle::destroyForcibly);
        kills.add(Thread.ofVirtual().start(servers::killDatabase));
        for (ServerKind kind : ServerKind.values()) {
          kills.add(Thread.ofVirtual().start(() -> servers.kill(kind)));
        }
        kills.forEach(Cluster::join);
      }
      default -> servers.kill(victim.server().orElseThrow());
    }
  }

  /** Returns PostgreSQL's main process; empty while it does not run. */
  private List<ProcessHandle> postgres() {
    Path file = servers.stateDirectory().resolve("database").resolve("postmaster.pid");
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
      case DATABASE -> persistently(servers::startDatabase);
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
        persistently(() -> servers.start(kind));
      }
    }
  }

  @FunctionalInterface
  private interface Start {
    void start() throws IOException;
  }

  private static void persistently(Start start) {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try {
        start.start();
        return;
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
    servers.close();
  }
}
