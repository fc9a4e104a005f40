package org.modyn.ml.sampling;

/** Receives the progress of selections, on the thread that trains. */
public interface SelectionListener {
  /** A pass over a training set begins, which scores {@code samples} samples. */
  void scoringStarted(long samples);

  /** A batch of that pass has been scored. */
  void batchScored(int samples);

  /**
   * A selection from a training set or from a batch has ended.
   *
   * @param offered the number of samples to select from
   * @param selected the number of samples that were selected
   * @param nanoseconds the time for scoring and selecting
   */
  void selected(long offered, long selected, long nanoseconds);
}
