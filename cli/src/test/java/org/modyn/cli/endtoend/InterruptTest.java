package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at a {@code modyn run}. */
final class InterruptTest {
  private static final int EPOCHS_FOR_A_LONG_TRAINING = 100_000;
  private static final int INTERRUPTED = 130;

  @TempDir private Path directory;

  @Test
  void leavesNothingBehindAtAnyMoment() throws Exception {
    FlightsSlice endless =
        FlightsSlice.write(directory.resolve("endless"), EPOCHS_FOR_A_LONG_TRAINING);

    try (ModynProcess starting = run(endless)) {
      starting.awaitError("starting the servers");
      starting.signal("INT");
      assertStopped(starting);
    }

    try (ModynProcess training = run(endless)) {
      training.awaitError("training, trigger 0:");
      try (ModynProcess second = run(endless)) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.error())
            .startsWith("error: the state directory")
            .contains("is in use by process " + training.pid())
            .hasLineCount(1);
      }
      try (ModynProcess pipelines =
          ModynProcess.start(
              "pipelines",
              "--output",
              "json",
              "--state-dir",
              directory.resolve("state").toString())) {
        assertThat(pipelines.awaitExit()).as(pipelines.error()).isZero();
        assertThat(pipelines.output()).contains("\"status\" : \"running\"");
      }
      training.signal("INT");
      assertStopped(training);
      assertThat(training.error())
          .contains("pipeline 1 is stopped; 'modyn run --resume 1' continues it");
    }

    // The state directory is as good as new.
    FlightsSlice slice = FlightsSlice.write(directory.resolve("short"), 1);
    try (ModynProcess again = run(slice, "--maximum-triggers", "1")) {
      assertThat(again.awaitExit()).as(again.error()).isZero();
      assertThat(again.output()).contains("1 triggers");
    }
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
  }

  private void assertStopped(ModynProcess process) throws InterruptedException {
    assertThat(process.awaitExit()).as(process.error()).isEqualTo(INTERRUPTED);
    assertThat(process.error()).contains("interrupted, stopping ...").doesNotContain("error");
    assertThat(process.output()).isEmpty();
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
    assertThat(directory.resolve("state/modyn.lock")).isEmptyFile();
  }

  private ModynProcess run(FlightsSlice slice, String... options) throws Exception {
    String[] arguments = new String[4 + options.length];
    arguments[0] = "run";
    arguments[1] = slice.pipeline().toString();
    arguments[2] = "--state-dir";
    arguments[3] = directory.resolve("state").toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    return ModynProcess.start(arguments);
  }
}
