package org.modyn.ml.metric;

import static java.util.Objects.requireNonNull;

/**
 * A model's outputs for some samples, or the result of a transformer for them: {@code [samples,
 * columns]}.
 */
public final class Predictions {
  private final float[] values;
  private final int samples;
  private final int columns;

  /**
   * @param values row after row; not copied
   * @param samples the number of rows, at least 1
   */
  public Predictions(float[] values, int samples) {
    this.values = requireNonNull(values, "values is null");
    this.samples = samples;
    if (samples < 1 || values.length % samples != 0) {
      throw new IllegalArgumentException(values.length + " values for " + samples + " samples");
    }
    this.columns = values.length / samples;
  }

  /** All values, row after row; not to be changed. */
  public float[] values() {
    return values;
  }

  public int samples() {
    return samples;
  }

  public int columns() {
    return columns;
  }

  public float value(int sample, int column) {
    return values[sample * columns + column];
  }
}
