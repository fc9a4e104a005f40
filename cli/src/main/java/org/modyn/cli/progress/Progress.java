package org.modyn.cli.progress;

/**
 * Reports progress to the user on standard error. Not thread-safe.
 *
 * <p>{@link TerminalProgress} is for a terminal, {@link PlainProgress} for everything else.
 */
public interface Progress extends AutoCloseable {
  /** One line that stays. */
  void message(String line);

  /** How far a task is; may be called as often as one likes. */
  void update(TaskProgress task);

  /** Ends the task that is shown. */
  void endTask();

  @Override
  void close();
}
