package org.modyn.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.common.file.DurableFiles;

/** {@code modyn backup} on directories that lack files, that are elsewhere, and on a full disk. */
final class BackupDirectoriesTest {
  /**
   * Mounts a file system of 64 KiB on {@code full} in a namespace, and lists what is left there.
   */
  private static final List<String> SMALL_DISK =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs -o size=64k none full && \"$@\"; echo exit $?; ls -A full",
          "sh");

  @TempDir private Path directory;
  private BackupFixture fixture;

  @BeforeEach
  void fill() throws IOException {
    fixture = new BackupFixture(directory);
  }

  @AfterEach
  void drop() {
    fixture.close();
  }

  /** Each directory is one that is not mounted, or each file one that was deleted by hand. */
  @Test
  void refusesWhenFilesAreMissing() throws IOException {
    for (String missing :
        List.of(
            "models/2/1.safetensors",
            "models/2/1.samples",
            "models",
            "trigger_samples/2/0/0.training-set",
            "trigger_samples/2/1/strategy-state",
            "trigger_samples",
            "evaluation",
            BackupFixture.SEGMENT.formatted(0),
            BackupFixture.SEGMENT.formatted(3),
            "local_storage/2",
            "local_storage")) {
      Path path = directory.resolve("source").resolve(missing);
      Path elsewhere = directory.resolve("elsewhere");
      Files.move(path, elsewhere);
      fixture.assertFails(
          Pattern.quote(path.toString())
              + ".* missing.*; .*--allow-missing-files|"
              + " missing, for example "
              + Pattern.quote(path.toString())
              + ".*; .*--allow-missing-files",
          fixture.backup());
      assertThat(fixture.file()).doesNotExist();
      // as a mount point without a file system
      if (!missing.contains(".")) {
        Files.createDirectory(path);
        fixture.assertFails(
            Pattern.quote(path.toString()) + ".*--allow-missing-files", fixture.backup());
        DurableFiles.deleteRecursively(path);
      }
      Files.move(elsewhere, path);
    }
    Files.delete(directory.resolve("source/models/2/1.samples"));
    fixture.succeed(with(fixture.backup(), "--allow-missing-files"));
    fixture.assertFails("exists already; name another file", fixture.backup());
  }

  @Test
  void aSegmentFileThatWasCutIsMissing() throws IOException {
    Path segment = directory.resolve("source").resolve(BackupFixture.SEGMENT.formatted(3));
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
    fixture.assertFails(
        Pattern.quote(segment.toString()) + ": the first block is damaged", fixture.backup());
  }

  /** As the servers of a cluster have, each its own volume. */
  @Test
  void theDirectoriesOfTheServersMayBeAnywhere() throws IOException {
    Map<String, Path> volumes = new TreeMap<>();
    String sections =
        """
        selector: {local_storage_directory: %s, trigger_sample_directory: %s}
        model_storage: {models_directory: %s}
        supervisor: {eval_directory: %s}
        """;
    for (String name : List.of("local_storage", "trigger_samples", "models", "evaluation")) {
      Path volume = directory.resolve("volumes").resolve(name).resolve("data");
      Files.createDirectories(volume.getParent());
      Files.move(directory.resolve("source").resolve(name), volume);
      volumes.put(name, volume);
    }
    try (Database supervisor = Database.open(fixture.source(), "supervisor")) {
      supervisor
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "UPDATE pipelines SET log_path = ? WHERE pipeline_id = 1",
                      volumes.get("evaluation").resolve("pipeline_1/pipeline.log").toString()));
    }
    fixture.assertFails("4 files that the database refers to are missing", fixture.backup());
    fixture.configureSource(
        sections.formatted(
            volumes.get("local_storage"),
            volumes.get("trigger_samples"),
            volumes.get("models"),
            volumes.get("evaluation")));
    fixture.succeed(fixture.backup());
    fixture.succeed(fixture.restore(fixture.file()));
    Map<String, String> restored = BackupFixture.files(directory.resolve("target"));
    assertThat(restored).hasSize(8);
    volumes.forEach(
        (name, volume) -> {
          Map<String, String> original = new TreeMap<>();
          restored.forEach(
              (path, content) -> {
                if (path.startsWith(name + "/")) {
                  original.put(path.substring(name.length() + 1), content);
                }
              });
          assertThat(BackupFixture.files(volume)).containsAllEntriesOf(original);
        });
  }

  @Test
  void nothingIsLeftOnAFullDisk() throws Exception {
    byte[] weights = new byte[1 << 20];
    new Random(1).nextBytes(weights);
    Files.write(directory.resolve("source/models/2/1.safetensors"), weights);
    Files.createDirectory(directory.resolve("full"));
    List<String> command = new ArrayList<>(SMALL_DISK);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.modyn.cli.Modyn",
            "backup",
            "full/backup",
            "--config",
            fixture.sourceConfig().toString()));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(output))
        .containsPattern(
            "error: cannot write .*full/backup: the disk is full \\(.* bytes are left\\); free"
                + " some space.*\nexit 1\n$");
  }

  private static String[] with(String[] arguments, String option) {
    return Stream.concat(Arrays.stream(arguments), Stream.of(option)).toArray(String[]::new);
  }
}
