package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** Lines for a log: at most about one a second for what moves. */
public final class PlainProgress implements Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final PrintStream output;
  private final InstantSource clock;
  private long lastLineMillis = Long.MIN_VALUE;

  public PlainProgress(PrintStream output, InstantSource clock) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void message(String line) {
    output.println(line);
  }

  @Override
  public void update(String task, String detail, long done, long total, String unit) {
    long now = clock.millis();
    if (lastLineMillis != Long.MIN_VALUE && now - lastLineMillis < BETWEEN_LINES.toMillis()) {
      return;
    }
    lastLineMillis = now;
    String where = detail.isEmpty() ? task : task + ", " + detail;
    output.println(
        total > 0
            ? String.format(Locale.ROOT, "%s: %,d of %,d %s", where, done, total, unit)
            : String.format(Locale.ROOT, "%s: %,d %s", where, done, unit));
  }

  @Override
  public void endTask() {}

  @Override
  public void close() {
    output.flush();
  }
}
