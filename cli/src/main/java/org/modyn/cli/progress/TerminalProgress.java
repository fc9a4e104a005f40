package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.modyn.cli.output.Printable;

/**
 * Updates one line for the current task in place: the activity, a bar when the total is known and
 * the terminal is wide enough, and the amount. The line is truncated so that it never wraps.
 */
public final class TerminalProgress implements Progress {
  private static final Duration BETWEEN_UPDATES = Duration.ofMillis(100);
  private static final int NARROWEST_BAR = 10;
  private static final int WIDEST_BAR = 30;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream output;
  private final InstantSource clock;
  private final int columns;
  private Optional<TaskProgress> shown = Optional.empty();
  private long lastUpdateMillis;

  /**
   * @param columns width of the terminal in characters
   */
  public TerminalProgress(PrintStream output, InstantSource clock, int columns) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.columns = columns;
  }

  @Override
  public void message(String line) {
    endTask();
    output.println(Printable.line(line));
  }

  @Override
  public void update(TaskProgress task) {
    boolean another = shown.isEmpty() || !shown.get().task().equals(task.task());
    long now = clock.millis();
    if (!another && now - lastUpdateMillis < BETWEEN_UPDATES.toMillis()) {
      shown = Optional.of(task);
      return;
    }
    lastUpdateMillis = now;
    shown = Optional.of(task);
    output.print(CLEAR_LINE + line(task));
    output.flush();
  }

  /** The last column is not used: a character there makes some terminals begin a new line. */
  private String line(TaskProgress task) {
    String detail = task.detail().isEmpty() ? "" : ", " + task.detail();
    String text = Printable.line(task.amount() + detail);
    String name = Printable.line(task.task());
    int room = columns - 1 - name.length() - text.length() - "  [] 100 % ".length();
    if (task.total() > 0 && room >= NARROWEST_BAR) {
      int width = Math.min(room, WIDEST_BAR);
      double share = Math.clamp((double) task.done() / task.total(), 0, 1);
      int filled = (int) (share * width);
      return String.format(
          Locale.ROOT,
          "%s  [%s%s] %3d %% %s",
          name,
          "=".repeat(filled),
          " ".repeat(width - filled),
          (int) (share * 100),
          text);
    }
    String line = name + ": " + text;
    return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
  }

  /** Clears the current line. */
  @Override
  public void endTask() {
    if (shown.isPresent()) {
      output.print(CLEAR_LINE);
      output.flush();
      shown = Optional.empty();
    }
  }

  @Override
  public void close() {
    endTask();
    output.flush();
  }
}
