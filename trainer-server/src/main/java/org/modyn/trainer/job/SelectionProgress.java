package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import org.modyn.ml.sampling.SelectionListener;

/**
 * The progress of the selections of a training. The training's thread writes, and reads what is not
 * part of the {@linkplain #measures measures}; any number of threads read those.
 */
final class SelectionProgress implements SelectionListener {
  private static final double NANOSECONDS_PER_SECOND = 1e9;

  private final String activity;
  private final Runnable afterBatch;
  private volatile ScoringMeasures scoring = ScoringMeasures.NONE;
  private long scoringStart;
  private long offered;
  private long selected;
  private long nanoseconds;

  /**
   * @param activity what a pass does
   * @param afterBatch runs after each batch that is scored
   */
  SelectionProgress(String activity, Runnable afterBatch) {
    this.activity = requireNonNull(activity, "activity is null");
    this.afterBatch = requireNonNull(afterBatch, "afterBatch is null");
  }

  @Override
  public void scoringStarted(long samples) {
    scoringStart = System.nanoTime();
    scoring = new ScoringMeasures(activity, true, 0, 0, samples, 0);
  }

  @Override
  public void batchScored(int samples) {
    ScoringMeasures before = scoring;
    long scored = before.samples() + samples;
    double seconds = (System.nanoTime() - scoringStart) / NANOSECONDS_PER_SECOND;
    scoring =
        new ScoringMeasures(
            activity, true, before.batches() + 1, scored, before.total(), scored / seconds);
    afterBatch.run();
  }

  @Override
  public void selected(long offeredSamples, long selectedSamples, long passedNanoseconds) {
    offered += offeredSamples;
    selected += selectedSamples;
    nanoseconds += passedNanoseconds;
    scoring = scoring.ended();
  }

  /** Returns the pass in progress, or the last one. */
  ScoringMeasures measures() {
    return scoring;
  }

  /** Returns the number of samples that were selected from, in all selections. */
  long offered() {
    return offered;
  }

  /** Returns the number of samples that were selected, in all selections. */
  long selected() {
    return selected;
  }

  /** Returns the time that the selections of this process took, scoring included. */
  long nanoseconds() {
    return nanoseconds;
  }

  /** Restores the counts of a checkpoint. */
  void restore(long offeredSamples, long selectedSamples) {
    offered = offeredSamples;
    selected = selectedSamples;
  }
}
