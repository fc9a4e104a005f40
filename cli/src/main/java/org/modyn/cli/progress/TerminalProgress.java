package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for the task in progress, which moves in place. */
public final class TerminalProgress implements Progress {
  private static final int UPDATE_MILLIS = 200;

  private final PrintStream output;
  private final int columns;
  // Null while no task is shown.
  private ProgressBar bar;
  private String task = "";

  /**
   * @param columns width of the terminal, characters
   */
  public TerminalProgress(PrintStream output, int columns) {
    this.output = requireNonNull(output, "output is null");
    this.columns = columns;
  }

  @Override
  public void message(String line) {
    endTask();
    output.println(line);
  }

  @Override
  public void update(String newTask, String detail, long done, long total, String unit) {
    if (bar == null || !newTask.equals(task)) {
      endTask();
      task = newTask;
      bar =
          new ProgressBarBuilder()
              .setTaskName(newTask)
              .setInitialMax(total)
              .setUnit(" " + unit, 1)
              // It would be of all the bar's rounds.
              .hideEta()
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              // Given its width, it does not ask the terminal, nor change the terminal's settings.
              .setConsumer(new ConsoleProgressBarConsumer(output, columns))
              .build();
    }
    bar.maxHint(total > 0 ? total : -1);
    bar.stepTo(done);
    bar.setExtraMessage(" " + detail);
  }

  @Override
  public void endTask() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    endTask();
    output.flush();
  }
}
