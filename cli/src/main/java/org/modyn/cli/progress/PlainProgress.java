package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import org.modyn.cli.output.Printable;

/**
 * Prints lines for a log: one when a task begins, and one every ten seconds while it runs. Tasks
 * that follow each other faster than once a second are omitted.
 */
public final class PlainProgress implements Progress {
  private static final Duration BETWEEN_TASKS = Duration.ofSeconds(1);
  private static final Duration WITHIN_A_TASK = Duration.ofSeconds(10);

  private final PrintStream output;
  private final InstantSource clock;
  private String lastTask = "";
  private long lastLineMillis;

  public PlainProgress(PrintStream output, InstantSource clock) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void message(String line) {
    output.println(Printable.line(line));
  }

  @Override
  public void update(TaskProgress task) {
    long now = clock.millis();
    Duration pause = task.task().equals(lastTask) ? WITHIN_A_TASK : BETWEEN_TASKS;
    if (!lastTask.isEmpty() && now - lastLineMillis < pause.toMillis()) {
      return;
    }
    lastLineMillis = now;
    lastTask = task.task();
    output.println(Printable.line(task.toString()));
  }

  @Override
  public void endTask() {}

  @Override
  public void close() {
    output.flush();
  }
}
