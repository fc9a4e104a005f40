package org.modyn.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PlainProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong millis = new AtomicLong();
  private final Progress progress =
      new PlainProgress(
          new PrintStream(bytes, true, UTF_8), () -> Instant.ofEpochMilli(millis.get()));

  @Test
  void writesALineEveryTenSecondsAndWhenATaskBegins() {
    for (int second = 0; second <= 25; second++) {
      millis.set(1000L * second);
      progress.update(new TaskProgress("training, trigger 1", 100L * second, 2_500, "samples"));
    }
    progress.update(new TaskProgress("training, trigger 2", 0, 2_500, "samples"));
    millis.addAndGet(1_000);
    progress.update(new TaskProgress("evaluating", 1, 4, "evaluations"));

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "training, trigger 1: 0 of 2,500 samples",
            "training, trigger 1: 1,000 of 2,500 samples",
            "training, trigger 1: 2,000 of 2,500 samples",
            "training, trigger 2: 0 of 2,500 samples",
            "evaluating: 1 of 4 evaluations");
  }

  @Test
  void leavesOutTasksThatFollowEachOtherFast() {
    for (int task = 0; task < 100; task++) {
      millis.set(50L * task);
      progress.update(new TaskProgress("training, trigger " + task, 0, 10, "samples"));
    }
    assertThat(bytes.toString(UTF_8).lines()).hasSize(5);
  }

  @Test
  void writesEveryMessage() {
    progress.message("one");
    progress.message("t\u001b[2Jwo");
    progress.update(new TaskProgress("reading", 3, 0, "samples", "at 2001-01-01T00:00:00Z"));

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly("one", "t\\u001b[2Jwo", "reading: 3 samples, at 2001-01-01T00:00:00Z");
  }
}
