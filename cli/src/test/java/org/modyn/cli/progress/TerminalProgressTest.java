package org.modyn.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TerminalProgressTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong millis = new AtomicLong();

  @Test
  void drawsABarWhereThereIsRoom() {
    progress(100).update(new TaskProgress("training, trigger 7", 1_500, 3_000, "samples"));
    assertThat(drawn())
        .containsExactly(
            "training, trigger 7  [===============               ]  50 % 1,500 of 3,000 samples");
  }

  @Test
  void leavesOutTheBarOnAFewColumns() {
    progress(40).update(new TaskProgress("training, trigger 7", 1_500, 3_000, "samples"));
    assertThat(drawn()).containsExactly("training, trigger 7: 1,500 of 3,000 sam");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 41, 60, 80, 200})
  void neverWraps(int columns) {
    Progress progress = progress(columns);
    for (long done = 0; done <= 1_000_000; done += 50_000) {
      millis.addAndGet(200);
      progress.update(
          new TaskProgress("replaying", done, 1_000_000, "samples", "at 2001-01-01T00:00:00Z"));
    }
    assertThat(drawn()).hasSize(21).allMatch(line -> line.length() < columns);
  }

  @Test
  void keepsMessagesAndNotTheLine() {
    Progress progress = progress(80);
    progress.update(new TaskProgress("reading new data", 5, 0, "samples"));
    progress.message("trigger 0: \u0007model 1");
    progress.close();
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            CLEAR
                + "reading new data: 5 samples"
                + CLEAR
                + "trigger 0: \\u0007model 1"
                + System.lineSeparator());
  }

  @Test
  void drawsTenTimesASecondAtMost() {
    Progress progress = progress(80);
    for (int done = 0; done < 1_000; done++) {
      millis.incrementAndGet();
      progress.update(new TaskProgress("training", done, 1_000, "samples"));
    }
    assertThat(drawn()).hasSize(10);
  }

  private Progress progress(int columns) {
    return new TerminalProgress(
        new PrintStream(bytes, true, UTF_8), () -> Instant.ofEpochMilli(millis.get()), columns);
  }

  private List<String> drawn() {
    return Arrays.stream(bytes.toString(UTF_8).split("\r\u001b\\[K"))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
