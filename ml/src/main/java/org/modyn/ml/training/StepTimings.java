package org.modyn.ml.training;

import java.util.Arrays;

/** How long the parts of training steps took, added up. Not for use by several threads. */
public final class StepTimings {
  /** A part of a step. */
  public enum Part {
    /** Arrays of the batch's memory, on the device, and their transformations. */
    MOVE_DATA,
    /** Arrays of the batch's labels, on the device. */
    MOVE_LABELS,
    FORWARD,
    LOSS,
    BACKWARD,
    /** Clipping, the optimizers' steps and the schedule's. */
    OPTIMIZER_STEP
  }

  private final long[] nanoseconds = new long[Part.values().length];

  void add(Part part, long nanoseconds) {
    this.nanoseconds[part.ordinal()] += nanoseconds;
  }

  /** In nanoseconds. */
  public long of(Part part) {
    return nanoseconds[part.ordinal()];
  }

  /** Sets all times to 0, at the start of an epoch. */
  public void reset() {
    Arrays.fill(nanoseconds, 0);
  }
}
