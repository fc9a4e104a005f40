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
  void writesAtMostALineASecond() {
    for (int done = 0; done <= 2_500; done++) {
      millis.set(done);
      progress.update("training", "trigger 1", done, 2_500, "samples");
    }

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "training, trigger 1: 0 of 2,500 samples",
            "training, trigger 1: 1,000 of 2,500 samples",
            "training, trigger 1: 2,000 of 2,500 samples");
  }

  @Test
  void writesEveryMessage() {
    progress.message("one");
    progress.message("two");
    progress.update("evaluating", "", 3, 0, "evaluations");

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly("one", "two", "evaluating: 3 evaluations");
  }
}
