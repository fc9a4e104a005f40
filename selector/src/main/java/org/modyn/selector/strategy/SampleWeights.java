package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.selector.seen.ColumnCursor;

/** The weights of consecutive samples, from the first position on, each once. For one thread. */
interface SampleWeights extends AutoCloseable {
  /** Puts the weights of the next {@code count} samples into {@code target} from {@code offset}. */
  void read(float[] target, int offset, int count);

  @Override
  void close();

  /** The weight of a sample by one of its columns. */
  @FunctionalInterface
  interface Function {
    float weight(long value);
  }

  /**
   * The weight of each sample follows from the value that it has in a column.
   *
   * @param values closed with the weights
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

  /** Every sample weighs 1. */
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
