package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.testing.SmallDisk;

/** Disks of a {@code modyn run} that are full for a while. */
final class FullDisksTest {
  /** The training lasts for some seconds, in which the disks are filled. */
  private static final int EPOCHS = 300;

  private static final int DISK_BYTES = 16 << 20;

  @TempDir private Path directory;

  @Test
  void thePipelineWaitsAndItsModelsAreThoseOfAnUndisturbedRun() throws Exception {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), EPOCHS);
    Path undisturbed = directory.resolve("undisturbed");
    try (ModynProcess run = run(slice, undisturbed)) {
      assertThat(run.awaitExit()).as(run.error()).isZero();
    }

    Path state = directory.resolve("state");
    try (SmallDisk models = SmallDisk.mount(state.resolve("models"), DISK_BYTES);
        SmallDisk seen = SmallDisk.mount(state.resolve("local_storage"), DISK_BYTES);
        SmallDisk trainingSets = SmallDisk.mount(state.resolve("trigger_samples"), DISK_BYTES);
        ModynProcess run = run(slice, state)) {
      run.awaitError("training, trigger 0:");
      models.fill();
      seen.fill();
      trainingSets.makeReadOnly();
      assertThat(run.awaitError("waiting: "))
          .contains("model storage: cannot write " + models.path(), "the disk is full (0 of ");
      models.free();
      assertThat(run.awaitError("waiting: "))
          .contains("selector: cannot write " + seen.path(), "the disk is full (0 of ");
      seen.free();
      assertThat(run.awaitError("waiting: "))
          .contains(
              "selector: cannot write " + trainingSets.path(), "the file system is read-only");
      trainingSets.makeWritable();
      assertThat(run.awaitExit()).as(run.error()).isZero();
      assertThat(run.output()).contains(FlightsSlice.TRIGGERS + " triggers");
      assertThat(files(models.path())).isEqualTo(files(undisturbed.resolve("models")));
    }
  }

  /** The files of the models, by their names. */
  private static Map<String, ByteString> files(Path models) throws IOException {
    Map<String, ByteString> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(models)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".safetensors")).toList()) {
        contents.put(
            models.relativize(file).toString(), ByteString.copyFrom(Files.readAllBytes(file)));
      }
    }
    assertThat(contents).hasSize(FlightsSlice.TRIGGERS);
    return contents;
  }

  private static ModynProcess run(FlightsSlice slice, Path state) throws IOException {
    return ModynProcess.start("run", slice.pipeline().toString(), "--state-dir", state.toString());
  }
}
