package org.modyn.cli.progress;

/**
 * Tells a person, on standard error, what is going on. Not thread-safe.
 *
 * <p>{@link TerminalProgress} is for a terminal, {@link PlainProgress} for everything else.
 */
public interface Progress extends AutoCloseable {
  /** One line that stays. */
  void message(String line);

  /**
   * How far a task is; may be called as often as one likes.
   *
   * @param task what is done, for example "training"; another name than before begins a new task
   * @param detail where it is, for example "trigger 7"; may be empty
   * @param done of {@code total}
   * @param total 0 when unknown
   * @param unit what is counted, for example "samples"
   */
  void update(String task, String detail, long done, long total, String unit);

  /** Ends the task that is shown. */
  void endTask();

  @Override
  void close();
}
