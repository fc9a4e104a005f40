package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import org.modyn.cli.output.Counts;

/**
 * The state of a task.
 *
 * @param task the activity and its object, for example {@code training, trigger 7}; a new text
 *     begins a new task
 * @param done of {@code total}
 * @param total 0 when unknown
 * @param unit the counted objects, for example {@code samples}
 * @param detail further information, which changes with the progress; may be empty
 */
public record TaskProgress(String task, long done, long total, String unit, String detail) {
  public TaskProgress {
    requireNonNull(task, "task is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(detail, "detail is null");
  }

  /** Creates the state of a task without details. */
  public TaskProgress(String task, long done, long total, String unit) {
    this(task, done, total, unit, "");
  }

  /**
   * The whole line, for example {@code training, trigger 7: 1,500 of 3,000 samples}, followed by
   * the detail.
   */
  @Override
  public String toString() {
    return task + ": " + amount() + (detail.isEmpty() ? "" : ", " + detail);
  }

  /** The amount, for example {@code 1,500 of 3,000 samples}. */
  String amount() {
    return total > 0
        ? "%s of %s %s".formatted(Counts.text(done), Counts.text(total), unit)
        : "%s %s".formatted(Counts.text(done), unit);
  }
}
