package org.modyn.cli.command.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;

final class DatasetsPrepareCommandTest {
  private static final String DATASET =
      """
      dataset:
        name: flights
        description: two flights
        version: 1.0.0
        base_path: datasets/flights
        filesystem_wrapper_type: LocalFilesystemWrapper
        file_wrapper_type: BinaryFileWrapper
        file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 9, label_size: 1}
      """;

  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();

  @Test
  void filesAreWrittenIntoTheDirectoryOnce() throws IOException {
    Files.writeString(
        directory.resolve("flights.csv"),
        """
        timestamp,origin,destination,distance_miles,arrival_delay_minutes
        978307200,ABE,ATL,692,-3
        978307260,ATL,ABE,692,16
        """);
    Path file =
        Files.writeString(
            directory.resolve("flights.yaml"),
            DATASET + "preparation: {name: flights, source: flights.csv}\n");
    Path target = directory.resolve("elsewhere/flights");

    assertThat(prepare(file, target)).as(modyn.error()).isZero();
    assertThat(modyn.output()).isEqualTo("dataset 'flights' has 2 samples in " + target + "\n");
    assertThat(modyn.error()).isEqualTo("preparing dataset 'flights' from flights.csv\n");
    assertThat(target.resolve("2001-01-01.bin")).hasSize(2 * 9);

    assertThat(prepare(file, target)).as(modyn.error()).isZero();
    assertThat(modyn.error()).isEmpty();
  }

  @Test
  void aDatasetWithoutPreparationIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("dataset.yaml"), DATASET);

    assertThat(prepare(file, directory.resolve("target"))).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo(
            "error: "
                + file
                + " has no section 'preparation': its files exist already, or come from"
                + " elsewhere\n");
  }

  private int prepare(Path file, Path target) {
    return modyn.run("datasets", "prepare", file.toString(), "--directory", target.toString());
  }
}
