package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.common.sample.SampleStream;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;

/** A storage server that has as many open files as it may have: nothing is lost. */
final class OpenFilesLimitTest {
  private static final String DATASET = "numbers";
  private static final int RECORDS = 25;

  /** Enough for the libraries and connections of the server. */
  private static final int LIMIT = 600;

  @TempDir private Path folder;
  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void samplesAreReadAndFilesIngestedWhenFilesCanBeOpenedAgain() throws Exception {
    try (StorageProcess server = StorageProcess.startWithOpenFiles(directory, config(), LIMIT);
        GrpcClient client = GrpcClient.connect("storage", server.address())) {
      StorageFixture.write(folder.resolve("a.bin"), 1000, 0, RECORDS);
      StorageFixture.write(folder.resolve("b.bin"), 1001, RECORDS, RECORDS);
      register(client);
      StorageFixture.await(() -> status(client).getNumberOfSamples() == 2 * RECORDS);
      assertThat(read(client, 1, 1, false)).hasSize(RECORDS);
      failOnce(client);

      server.takeAllFileDescriptors();
      for (boolean skipUnreadable : new boolean[] {false, true}) {
        assertThatThrownBy(() -> read(client, 2, 2, skipUnreadable))
            .as("samples that cannot be read for the moment are not skipped")
            .isInstanceOfSatisfying(
                MachineFaultException.class,
                e -> assertThat(e.fault()).isEqualTo(MachineFault.TOO_MANY_OPEN_FILES))
            .hasMessageContaining("cannot read the file b.bin of the dataset 'numbers'")
            .hasMessageContaining("raise LimitNOFILE of the service, or ulimit -n");
      }
      StorageFixture.write(folder.resolve("c.bin"), 1002, 2 * RECORDS, RECORDS);
      StorageFixture.await(() -> status(client).getScanError().contains("Too many open files"));
      assertThat(status(client).getNumberOfRejectedFiles()).isZero();

      CompletableFuture<Long> late =
          CompletableFuture.supplyAsync(() -> samplesFromAnotherConnection(server));
      Thread.sleep(2_000);
      assertThat(late).as("a connection waits").isNotDone();

      server.releaseFileDescriptors();
      assertThat(late.get(60, TimeUnit.SECONDS)).isPositive();
      StorageFixture.await(() -> status(client).getNumberOfSamples() == 3 * RECORDS);
      assertThat(status(client).getScanError()).isEmpty();
      assertThat(read(client, 1, 3, false))
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 3 * RECORDS).boxed().toList());
    }
  }

  /**
   * Here classes are files, which cannot be opened later, in contrast to those of an installation,
   * which are in jars: loads those that handle errors.
   */
  private void failOnce(GrpcClient client) throws IOException {
    assertThatThrownBy(() -> read(client, 9, 9, false)).isInstanceOf(ModynException.class);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(folder, elsewhere);
    StorageFixture.await(() -> !status(client).getScanError().isEmpty());
    Files.move(elsewhere, folder);
    StorageFixture.await(() -> status(client).getScanError().isEmpty());
  }

  private static long samplesFromAnotherConnection(StorageProcess server) {
    try (GrpcClient another = GrpcClient.connect("storage", server.address())) {
      return status(another).getNumberOfSamples();
    }
  }

  /** The numbers of all samples of some files, which count from 1. */
  private static List<Long> read(GrpcClient client, int from, int to, boolean skipUnreadable) {
    long[] keys =
        LongStream.rangeClosed((from - 1) * (long) RECORDS + 1, to * (long) RECORDS).toArray();
    List<Long> numbers = new ArrayList<>();
    try (SampleStream stream =
        new SampleClient(client.channel())
            .get(DATASET, keys, new SampleReadPolicy(true, skipUnreadable))) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int index = 0; index < batch.size(); index++) {
          numbers.add(StorageFixture.number(batch, index));
        }
        batch.close();
      }
    }
    return numbers;
  }

  private static GetDatasetStatusResponse status(GrpcClient client) {
    return StorageGrpc.newBlockingStub(client.channel())
        .getDatasetStatus(GetDatasetStatusRequest.newBuilder().setDatasetId(DATASET).build());
  }

  private void register(GrpcClient client) {
    StorageGrpc.newBlockingStub(client.channel())
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId(DATASET)
                .setBasePath(folder.toString())
                .setFilesystemWrapperType("LocalFilesystemWrapper")
                .setFileWrapperType("BinaryFileWrapper")
                .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
                .build());
  }

  private ModynConfig config() {
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            "storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1, dataset_roots: [%s]}"
                .formatted(folder),
            ModynConfig.class);
    return config.withStorage(config.storage().withDatabase(database.config()));
  }
}
