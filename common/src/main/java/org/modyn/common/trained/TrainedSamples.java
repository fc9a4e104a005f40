package org.modyn.common.trained;

/**
 * The columns of consecutive trained samples of one epoch. Holds up to {@value #CAPACITY} samples
 * in arrays of that length, 20 bytes each, which are reused: only the first {@link #size} elements
 * count. Not safe for concurrent use.
 */
public final class TrainedSamples {
  /** The maximum number of samples. */
  public static final int CAPACITY = 1 << 16;

  private final long[] keys = new long[CAPACITY];
  private final float[] weights = new float[CAPACITY];
  private final float[] losses = new float[CAPACITY];
  private final float[] gradientNorms = new float[CAPACITY];
  private int epoch;
  private int size;

  /** The number of samples. */
  public int size() {
    return size;
  }

  /** The epoch of all samples, from 0. */
  public int epoch() {
    return epoch;
  }

  public long[] keys() {
    return keys;
  }

  /** The weights of the samples in the loss of their batch; 1 in trainings without weights. */
  public float[] weights() {
    return weights;
  }

  /** The losses of the samples, without weights, before the step that they were part of. */
  public float[] losses() {
    return losses;
  }

  /** The Euclidean norms of the gradients of {@link #losses} with respect to the outputs. */
  public float[] gradientNorms() {
    return gradientNorms;
  }

  /** Describes the elements that have been written to the arrays. */
  void set(int newEpoch, int newSize) {
    epoch = newEpoch;
    size = newSize;
  }
}
