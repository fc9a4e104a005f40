package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.common.error.ModynException;

/**
 * The irreducible loss of each sample of a training set: the loss of a model that was trained on
 * other samples (Mindermann et al., "Prioritized Training on Points that are Learnable, Worth
 * Learning, and Not Yet Learnt", arXiv:2206.07137). Takes 12 bytes a sample. Immutable.
 */
public final class IrreducibleLosses {
  /** In ascending order. */
  private final long[] keys;

  private final float[] losses;

  private IrreducibleLosses(long[] keys, float[] losses) {
    this.keys = keys;
    this.losses = losses;
  }

  /** Collects losses. Takes 24 bytes a sample at the end. */
  public static final class Builder {
    private long[] keys = new long[1024];
    private float[] losses = new float[1024];
    private int size;

    /**
     * Adds the losses of samples. A key that is added again keeps one of its losses.
     *
     * @param candidates samples with their losses as the only feature
     */
    public Builder add(Candidates candidates) {
      requireNonNull(candidates, "candidates is null");
      int more = candidates.size();
      if (size + more > keys.length) {
        int capacity = Math.max(Math.addExact(size, more), size + (size >> 1));
        keys = Arrays.copyOf(keys, capacity);
        losses = Arrays.copyOf(losses, capacity);
      }
      for (int row = 0; row < more; row++) {
        keys[size + row] = candidates.key(row);
      }
      candidates.copyFeatures(0, more, losses, size);
      size += more;
      return this;
    }

    /** Returns the losses. The builder must not be used any longer. */
    public IrreducibleLosses build() {
      long[] sorted = Arrays.copyOf(keys, size);
      Arrays.sort(sorted);
      float[] ofSorted = new float[size];
      for (int index = 0; index < size; index++) {
        ofSorted[Arrays.binarySearch(sorted, keys[index])] = losses[index];
      }
      return new IrreducibleLosses(sorted, ofSorted);
    }
  }

  /** The number of samples. */
  public int size() {
    return keys.length;
  }

  /**
   * Returns the loss of a sample.
   *
   * @throws ModynException UNAVAILABLE when there is none: the sample was skipped when the losses
   *     were computed, because the storage could not read it. They have to be computed again
   */
  public float of(long key) {
    int index = Arrays.binarySearch(keys, key);
    if (index < 0) {
      throw ModynException.unavailable(
          "the sample with key %s has no irreducible loss: the storage could not read it before",
          key);
    }
    return losses[index];
  }
}
