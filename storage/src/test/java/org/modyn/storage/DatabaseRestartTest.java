package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.CapturedLog;
import org.modyn.common.testing.RestartablePostgres;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDeletedKeysRequest;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.ListDatasetsRequest;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/** Many calls, and the ingest of files, while PostgreSQL is restarted in immediate mode. */
final class DatabaseRestartTest {
  private static final int RESTARTS = 3;
  private static final int THREADS_PER_CALL = 3;
  private static final int FILES_PER_RESTART = 20;
  private static final int RECORDS = 10;

  /** Calls that query the database. */
  private static final List<Consumer<StorageBlockingStub>> CALLS =
      List.of(
          stub ->
              stub.getDatasetStatus(
                  GetDatasetStatusRequest.newBuilder().setDatasetId("numbers").build()),
          stub -> stub.listDatasets(ListDatasetsRequest.getDefaultInstance()),
          stub ->
              stub.getIngestPosition(
                  GetIngestPositionRequest.newBuilder().setDatasetId("numbers").build()),
          stub ->
              stub.getDeletedKeys(
                      GetDeletedKeysRequest.newBuilder().setDatasetId("numbers").build())
                  .forEachRemaining(message -> {}));

  @TempDir private Path directory;
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicInteger succeeded = new AtomicInteger();
  private int files;

  @Test
  void callsFailAsUnavailableOrEndWellWhenTheyAreRepeated() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("numbers"));
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Queue<Throwable> failuresOfRepeated = new ConcurrentLinkedQueue<>();
    try (CapturedLog log = CapturedLog.start();
        RestartablePostgres postgres = RestartablePostgres.start(directory);
        StorageServer server = StorageServer.start(config(postgres));
        GrpcClient repeating = GrpcClient.connect("storage", server.address())) {
      StorageBlockingStub stub = StorageGrpc.newBlockingStub(repeating.channel());
      stub.registerNewDataset(numbers(folder));
      ManagedChannel once = withoutRetries(server.address());
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<?>> running = new ArrayList<>();
        for (Consumer<StorageBlockingStub> call : CALLS) {
          for (int thread = 0; thread < THREADS_PER_CALL; thread++) {
            StorageBlockingStub failing = StorageGrpc.newBlockingStub(once);
            running.add(threads.submit(() -> repeat(() -> call.accept(failing), failures)));
            running.add(threads.submit(() -> repeat(() -> call.accept(stub), failuresOfRepeated)));
          }
        }
        try {
          for (int restart = 0; restart < RESTARTS; restart++) {
            writeFiles(folder);
            StorageFixture.await(() -> samples(stub) > 0);
            postgres.restartImmediately();
            int before = succeeded.get();
            StorageFixture.await(() -> succeeded.get() > before + 100);
          }
          writeFiles(folder);
          StorageFixture.await(() -> samples(stub) == (long) files * RECORDS);
        } finally {
          done.set(true);
        }
        for (Future<?> call : running) {
          call.get();
        }
      } finally {
        once.shutdownNow();
      }
      assertThat(failures).isNotEmpty();
      assertThat(failures)
          .allSatisfy(
              failure ->
                  assertThat(Status.fromThrowable(failure).getCode())
                      .as("%s", failure)
                      .isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(failuresOfRepeated).isEmpty();
      List<Long> keys = new ArrayList<>();
      stub.getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId("numbers").build())
          .forEachRemaining(message -> keys.addAll(message.getKeysList()));
      assertThat(keys).doesNotHaveDuplicates().hasSize(files * RECORDS);
      assertThat(log.warningsWithStackTrace()).isEmpty();
      assertThat(log.warnings()).noneMatch(message -> message.contains("\n"));
    }
  }

  private void repeat(Runnable call, Queue<Throwable> failures) {
    while (!done.get()) {
      try {
        call.run();
        succeeded.incrementAndGet();
      } catch (StatusRuntimeException e) {
        failures.add(e);
      }
    }
  }

  private void writeFiles(Path folder) {
    for (int i = 0; i < FILES_PER_RESTART; i++) {
      StorageFixture.write(
          folder.resolve(String.format(Locale.ROOT, "file-%03d.bin", files)),
          1000 + files,
          (long) files * RECORDS,
          RECORDS);
      files++;
    }
  }

  private static long samples(StorageBlockingStub stub) {
    return stub.getDatasetStatus(
            GetDatasetStatusRequest.newBuilder().setDatasetId("numbers").build())
        .getNumberOfSamples();
  }

  private static ManagedChannel withoutRetries(ServiceAddress address) {
    return NettyChannelBuilder.forAddress(address.hostname(), address.port())
        .usePlaintext()
        .disableRetry()
        .build();
  }

  private ModynConfig config(RestartablePostgres postgres) {
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            """
            state_directory: %s
            storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1, dataset_roots: [%s]}
            """
                .formatted(directory.resolve("state"), directory.resolve("numbers")),
            ModynConfig.class);
    return config.withStorage(config.storage().withDatabase(postgres.config()));
  }

  private static RegisterNewDatasetRequest numbers(Path folder) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId("numbers")
        .setBasePath(folder.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType("BinaryFileWrapper")
        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
        .setVersion("1")
        .setIgnoreLastTimestamp(true)
        .build();
  }
}
