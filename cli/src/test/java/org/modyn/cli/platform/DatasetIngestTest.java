package org.modyn.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.progress.PlainProgress;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.storage.StorageServer;

/** Waiting for a real storage server. */
final class DatasetIngestTest {
  private static final int RECORD_SIZE = 9;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void waitsForTheFirstLookWhenNobodyKnowsTheNumberOfSamples() throws Exception {
    write("good.bin", 3 * RECORD_SIZE);
    write("torn.bin", RECORD_SIZE + 1);

    await(OptionalLong.empty());

    assertThat(shown.toString())
        .contains("ingesting, numbers: ")
        .contains(
            "warning: storage cannot ingest 1 files of dataset 'numbers'; the first: torn.bin")
        .contains("; continuing without them");
  }

  @Test
  void aRejectedFileOfAPreparedDatasetIsAnError() throws Exception {
    write("good.bin", 3 * RECORD_SIZE);
    write("torn.bin", RECORD_SIZE + 1);

    assertThatThrownBy(() -> await(OptionalLong.of(4)))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("storage cannot ingest 1 files of dataset 'numbers'");
  }

  @Test
  void moreSamplesThanWerePreparedAreAnError() throws Exception {
    write("good.bin", 3 * RECORD_SIZE);

    assertThatThrownBy(() -> await(OptionalLong.of(2)))
        .hasMessage("storage has 3 samples of dataset 'numbers', but its files hold 2");
    await(OptionalLong.of(3));
  }

  private void await(OptionalLong samples) throws InterruptedException {
    DatasetConfig dataset =
        ConfigLoader.parse(
            "dataset",
            String.format(
                Locale.ROOT,
                """
                name: numbers
                description: numbers
                version: 1.0.0
                base_path: %s
                filesystem_wrapper_type: LocalFilesystemWrapper
                file_wrapper_type: BinaryFileWrapper
                file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: %d, label_size: 1}
                ignore_last_timestamp: true
                """,
                directory,
                RECORD_SIZE),
            DatasetConfig.class);
    ModynConfig config = ModynConfig.defaults();
    try (TestDatabase database = TestDatabase.create();
        StorageServer server =
            StorageServer.start(
                config.withStorage(
                    config
                        .storage()
                        .withAddress(new ServiceAddress("localhost", 0))
                        .withDatabase(database.config())
                        .withDatasets(List.of(dataset))));
        GrpcClient client = GrpcClient.connect("storage", server.address());
        PlainProgress progress =
            new PlainProgress(new PrintStream(shown, true), InstantSource.system())) {
      new DatasetIngest(client.channel()).await("numbers", samples, progress);
    }
  }

  private void write(String name, int bytes) throws IOException {
    Path file = Files.write(directory.resolve(name), new byte[bytes]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
  }
}
