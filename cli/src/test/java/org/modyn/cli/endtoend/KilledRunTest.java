package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL for a {@code modyn run}: its pipeline continues in the next one. */
final class KilledRunTest {
  private static final int EPOCHS_FOR_SOME_SECONDS = 1_000;
  private static final int EPOCHS_FOR_A_LONG_TRAINING = 100_000;

  @TempDir private Path directory;

  @Test
  void resumesThePipeline() throws Exception {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), EPOCHS_FOR_SOME_SECONDS);
    killInTraining(slice);

    try (ModynProcess resumed = inState("run", "--resume", "1")) {
      assertThat(resumed.awaitExit()).as(resumed.error()).isZero();
      assertThat(resumed.error()).containsPattern("pipeline 1 \\(.*\\) continues");
      assertThat(resumed.output())
          .contains("pipeline 1 (", FlightsSlice.TRIGGERS + " triggers", "report: ");
    }
    try (ModynProcess again = inState("run", "--resume", "1")) {
      assertThat(again.awaitExit()).isEqualTo(1);
      assertThat(again.error()).contains("pipeline 1 cannot be resumed: it is completed");
    }
  }

  @Test
  void continuesBesideTheNextRun() throws Exception {
    killInTraining(FlightsSlice.write(directory.resolve("endless"), EPOCHS_FOR_A_LONG_TRAINING));
    try (ModynProcess pipelines = inState("pipelines")) {
      assertThat(pipelines.awaitExit()).as(pipelines.error()).isZero();
      assertThat(pipelines.output()).contains("queued");
    }

    FlightsSlice slice = FlightsSlice.write(directory.resolve("short"), 1);
    try (ModynProcess next =
        inState("run", slice.pipeline().toString(), "--maximum-triggers", "1")) {
      next.awaitError("pipeline 1 (");
      next.awaitError("pipeline 2 (");
      try (ModynProcess stop = inState("stop", "1")) {
        assertThat(stop.awaitExit()).as(stop.error()).isZero();
        assertThat(stop.output()).isEqualTo("pipeline 1 stopped\n");
      }
      assertThat(next.awaitExit()).as(next.error()).isZero();
      assertThat(next.error()).contains("of an earlier run continues beside this one");
      assertThat(next.output()).contains("pipeline 2 (", "1 triggers");
    }
  }

  private void killInTraining(FlightsSlice slice) throws Exception {
    try (ModynProcess killed = inState("run", slice.pipeline().toString())) {
      killed.awaitError("training, trigger 0:");
      killed.signal("KILL");
      assertThat(killed.awaitExit()).isNotZero();
    }
  }

  private ModynProcess inState(String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--state-dir";
    all[arguments.length + 1] = directory.resolve("state").toString();
    return ModynProcess.start(all);
  }
}
