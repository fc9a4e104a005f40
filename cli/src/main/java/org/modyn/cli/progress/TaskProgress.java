package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import org.modyn.cli.output.Counts;

/**
 * How far a task is.
 *
 * @param task what is done and on what, as {@code training, trigger 7}; another text than before is
 *     another task
 * @param done of {@code total}
 * @param total 0 when unknown
 * @param unit what is counted, as {@code samples}
 * @param detail what else there is to know, which changes with the progress; may be empty
 */
public record TaskProgress(String task, long done, long total, String unit, String detail) {
  public TaskProgress {
    requireNonNull(task, "task is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(detail, "detail is null");
  }

  /** A task without details. */
  public TaskProgress(String task, long done, long total, String unit) {
    this(task, done, total, unit, "");
  }

  /** As {@code training, trigger 7: 1,500 of 3,000 samples}, with the detail behind it. */
  @Override
  public String toString() {
    return task + ": " + amount() + (detail.isEmpty() ? "" : ", " + detail);
  }

  /** As {@code 1,500 of 3,000 samples}. */
  String amount() {
    return total > 0
        ? "%s of %s %s".formatted(Counts.text(done), Counts.text(total), unit)
        : "%s %s".formatted(Counts.text(done), unit);
  }
}
