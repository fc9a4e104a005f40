package org.modyn.selector.strategy;

/**
 * Decides of one sample after the other whether it is chosen: consecutive positions, from the first
 * on, each once. For one thread.
 */
interface Chooser extends AutoCloseable {
  /** Goes on to the next {@code count} samples, which {@link #isChosen} is then asked for. */
  void advance(int count);

  /** Returns whether the next sample is chosen. */
  boolean isChosen();

  /** Returns whether none of the samples that are left will be chosen. */
  boolean isDone();

  @Override
  void close();
}
