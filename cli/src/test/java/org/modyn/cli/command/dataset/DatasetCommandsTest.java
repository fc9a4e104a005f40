package org.modyn.cli.command.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.storage.StorageServer;

/** Commands that ask a storage server. */
final class DatasetCommandsTest {
  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();
  private TestDatabase database;
  private StorageServer server;
  private Path folder;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.create();
    folder = Files.createDirectory(directory.resolve("numbers"));
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            "storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1, dataset_roots: ["
                + directory
                + "]}",
            ModynConfig.class);
    server =
        StorageServer.start(config.withStorage(config.storage().withDatabase(database.config())));
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  @Test
  void anEmptyStorageHasNoDatasets() {
    assertThat(run("list")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            "name  version  files  samples  rejected  waiting  older  file wrapper  base path\n");
    assertThat(run("list", "--output", "json")).isZero();
    assertThat(modyn.output()).isEqualTo("[ ]\n");
  }

  @Test
  void aDatasetIsRegisteredAndLookedInto() throws IOException {
    write("a.bin", 4 * 1500);
    write("b.bin", 7);
    assertThat(run("register", definition(folder.toString()))).as(modyn.error()).isZero();
    assertThat(modyn.output()).isEqualTo("dataset 'numbers' registered\n");
    while (!isScanned()) {
      Thread.onSpinWait();
    }

    assertThat(run("list")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            name     version  files  samples  rejected  waiting  older  file wrapper       base path
            numbers  1.0.0        1    1,500         1        0      0  BinaryFileWrapper  %s
            """
                .formatted(folder));
    assertThat(run("list", "--output", "json")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            [ {
              "name" : "numbers",
              "description" : "all numbers",
              "version" : "1.0.0",
              "base_path" : "%s",
              "filesystem_wrapper_type" : "LocalFilesystemWrapper",
              "file_wrapper_type" : "BinaryFileWrapper",
              "files" : 1,
              "samples" : 1500,
              "rejected_files" : 1,
              "waiting_files" : 0,
              "older_files" : 0,
              "scan_error" : null
            } ]
            """
                .formatted(folder));

    assertThat(run("status", "numbers")).isZero();
    assertThat(modyn.output())
        .matches(
            """
            dataset:        numbers
            files:          1
            samples:        1,500
            scans:          \\d+
            last scan:      20.*Z
            rejected files: 1
            waiting files:  0
            older files:    0
            rejected:
              b.bin: .*7 bytes.*
            """);
    assertThat(run("status", "numbers", "--output", "json")).isZero();
    assertThat(modyn.output())
        .contains("\"scan_error\" : null", "\"rejected_files\" : 1", "\"path\" : \"b.bin\"");
  }

  @Test
  void aDatasetThatCannotBeIsRefused() throws IOException {
    assertThat(run("register", definition("numbers"))).isEqualTo(1);
    assertThat(modyn.error())
        .contains("numbers.yaml:5:14: dataset.base_path: 'numbers' is relative");
    assertThat(run("register", "../examples/flights/dataset.yaml")).isEqualTo(1);
    assertThat(modyn.error())
        .contains("dataset.yaml has 2 problems:")
        .containsPattern("dataset.base_path: 'datasets/flights' is relative")
        .contains("preparation: files can be prepared with --state-dir only");

    assertThat(run("register", definition(folder.toString()))).isZero();
    assertThat(run("register", definition(folder.toString()))).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo(
            "error: the storage refused the dataset: there is a dataset 'numbers' already\n");

    Path file = Files.writeString(directory.resolve("wrong.yaml"), "dataset:\n  basepath: /data\n");
    assertThat(run("register", file.toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("wrong.yaml:2:3: dataset.basepath: unknown field");
  }

  @Test
  void samplesAreDeletedByTheirKeys() throws IOException {
    write("a.bin", 4 * 1500);
    write("b.bin", 7);
    assertThat(run("register", definition(folder.toString()))).isZero();
    while (!isScanned()) {
      Thread.onSpinWait();
    }
    assertThat(run("delete-data", "numbers", "--keys", "1,1500")).as(modyn.error()).isZero();
    assertThat(modyn.output()).isEqualTo("there are no samples with these 2 keys any more\n");
    assertThat(folder.resolve("a.bin")).hasSize(4 * 1500);
    Path keys = Files.writeString(directory.resolve("keys"), "1\n 7 \n\n8\n");
    assertThat(run("delete-data", "numbers", "--keys-from", keys.toString(), "--rewrite"))
        .as(modyn.error())
        .isZero();
    assertThat(modyn.output())
        .isEqualTo("there are no samples with these 3 keys any more, nor in their files\n");
    assertThat(folder.resolve("a.bin")).hasSize(4 * 1496);
    assertThat(run("list")).isZero();
    assertThat(modyn.output()).contains("1,496");

    assertThat(run("delete-data", "numbers", "--keys", "1,7")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: the dataset 'numbers' has no samples with these keys\n");
    Files.writeString(keys, "1\nseven\n");
    assertThat(run("delete-data", "numbers", "--keys-from", keys.toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("keys:2: 'seven' is no key");
    assertThat(run("delete-data", "numbers")).isEqualTo(2);
  }

  @Test
  void aFileThatChangedIsLeftAndNamed() throws IOException {
    write("a.bin", 4 * 3);
    assertThat(run("register", definition(folder.toString()))).isZero();
    while (run("status", "numbers") != 0 || !modyn.output().contains("samples:        3")) {
      Thread.onSpinWait();
    }
    Files.write(folder.resolve("a.bin"), new byte[4 * 5]);
    assertThat(run("delete-data", "numbers", "--keys", "1,2,3")).as(modyn.error()).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            there are no samples with these 3 keys any more
            1 files changed after they were ingested and are left as they are:
              a.bin
            """);
    assertThat(folder.resolve("a.bin")).hasSize(4 * 5);
    assertThat(run("rescan", "numbers", "--path", "a.bin")).as(modyn.error()).isZero();
    assertThat(modyn.output())
        .isEqualTo("1 files are ingested again; the 0 samples that they had are deleted\n");
    while (run("status", "numbers") != 0 || !modyn.output().contains("samples:        5")) {
      Thread.onSpinWait();
    }
    assertThat(run("rescan", "numbers")).isZero();
    assertThat(modyn.output()).isEqualTo("no file changed after it was ingested\n");
  }

  @Test
  void aDatasetIsDeletedWhenNobodyNeedsToBeAsked() throws IOException {
    write("a.bin", 4 * 1500);
    write("b.bin", 7);
    assertThat(run("register", definition(folder.toString()))).isZero();
    while (!isScanned()) {
      Thread.onSpinWait();
    }
    assertThat(run("delete", "numbers")).isEqualTo(1);
    assertThat(modyn.error()).contains("nobody can be asked");
    assertThat(folder.resolve("a.bin")).exists();
    assertThat(run("delete", "numbers", "--yes")).as(modyn.error()).isZero();
    assertThat(modyn.output()).isEqualTo("dataset 'numbers' deleted\n");
    assertThat(folder.resolve("a.bin")).doesNotExist();
    assertThat(folder.resolve("b.bin")).exists();
    assertThat(run("delete", "numbers", "--yes")).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no dataset 'numbers'");
  }

  @Test
  void anUnknownDatasetIsNotFound() {
    assertThat(run("status", "letters")).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no dataset 'letters'");
    assertThat(modyn.output()).isEmpty();
  }

  private boolean isScanned() {
    run("status", "numbers");
    return modyn.output().contains("samples:        1,500")
        && modyn.output().contains("rejected files: 1");
  }

  private void write(String name, int bytes) throws IOException {
    Path draft = Files.write(folder.resolve(name + ".draft"), new byte[bytes]);
    Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private String definition(String basePath) throws IOException {
    return Files.writeString(
            directory.resolve("numbers.yaml"),
            """
            dataset:
              name: numbers
              description: all numbers
              version: 1.0.0
              base_path: %s
              filesystem_wrapper_type: LocalFilesystemWrapper
              file_wrapper_type: BinaryFileWrapper
              file_wrapper_config: {record_size: 4, label_size: 1, byteorder: little, file_extension: .bin}
              ignore_last_timestamp: true
            """
                .formatted(basePath))
        .toString();
  }

  private int run(String... arguments) {
    return modyn.run(
        Stream.of(
                Stream.of("datasets"),
                Arrays.stream(arguments),
                Stream.of("--storage", server.address().toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }
}
