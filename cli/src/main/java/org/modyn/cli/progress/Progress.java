package org.modyn.cli.progress;

/**
 * Reports progress to the user on standard error. Not thread-safe.
 *
 * <p>{@link TerminalProgress} is for a terminal, {@link PlainProgress} for everything else.
 */
public interface Progress extends AutoCloseable {
  /** Prints a permanent line. */
  void message(String line);

  /** Shows the state of a task; may be called at any rate. */
  void update(TaskProgress task);

  /** Ends the current task. */
  void endTask();

  @Override
  void close();
}
