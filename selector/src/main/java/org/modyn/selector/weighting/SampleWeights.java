package org.modyn.selector.weighting;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.selector.seen.ColumnCursor;

/** Reads the weights of consecutive samples, each exactly once. Not thread safe. */
public interface SampleWeights extends AutoCloseable {
  /** Writes the weights of the next {@code count} samples to {@code target} from {@code offset}. */
  void read(float[] target, int offset, int count);

  @Override
  void close();

  /** Computes the weight of a sample from the value of one column. */
  @FunctionalInterface
  interface Function {
    float weight(long value);
  }

  /**
   * Returns weights that are a function of one column.
   *
   * @param values the column; closed with the weights
   */
  static SampleWeights byValue(ColumnCursor values, Function function) {
    requireNonNull(function, "function is null");
    return new SampleWeights() {
      private long[] batch = new long[0];

      @Override
      public void read(float[] target, int offset, int count) {
        if (batch.length < count) {
          batch = new long[count];
        }
        values.read(batch, 0, count);
        for (int index = 0; index < count; index++) {
          target[offset + index] = function.weight(batch[index]);
        }
      }

      @Override
      public void close() {
        values.close();
      }
    };
  }

  /**
   * Returns the products of two weights of each sample.
   *
   * @param first closed with the weights, as is the other one
   */
  static SampleWeights product(SampleWeights first, SampleWeights second) {
    return new SampleWeights() {
      private float[] factors = new float[0];

      @Override
      public void read(float[] target, int offset, int count) {
        if (factors.length < count) {
          factors = new float[count];
        }
        first.read(target, offset, count);
        second.read(factors, 0, count);
        for (int index = 0; index < count; index++) {
          target[offset + index] *= factors[index];
        }
      }

      @Override
      public void close() {
        try (first) {
          second.close();
        }
      }
    };
  }

  /** Returns a weight of 1 for every sample. */
  static SampleWeights equal() {
    return new SampleWeights() {
      @Override
      public void read(float[] target, int offset, int count) {
        Arrays.fill(target, offset, offset + count, 1.0f);
      }

      @Override
      public void close() {}
    };
  }
}
