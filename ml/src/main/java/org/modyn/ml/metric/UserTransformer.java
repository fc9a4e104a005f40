package org.modyn.ml.metric;

import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.userfunction.OutputFunction;

/** A transformer that a user wrote. */
record UserTransformer(OutputFunction function) implements EvaluationTransformer {
  @Override
  public Predictions transform(Predictions predictions) {
    float[] transformed = null;
    int columns = 0;
    for (int sample = 0; sample < predictions.samples(); sample++) {
      float[] outputs = apply(row(predictions, sample));
      if (transformed == null) {
        columns = outputs.length;
        transformed = new float[Math.multiplyExact(columns, predictions.samples())];
      }
      if (columns == 0 || outputs.length != columns) {
        throw ModynException.invalidArgument(
            "evaluation_transformer_function gives %d values for one sample and %d for another; it"
                + " is to give at least one, and as many for each",
            columns, outputs.length);
      }
      System.arraycopy(outputs, 0, transformed, sample * columns, columns);
    }
    return new Predictions(transformed, predictions.samples());
  }

  private static float[] row(Predictions predictions, int sample) {
    int from = sample * predictions.columns();
    return Arrays.copyOfRange(predictions.values(), from, from + predictions.columns());
  }

  private float[] apply(float[] outputs) {
    try {
      float[] transformed = function.transform(outputs);
      if (transformed != null) {
        return transformed;
      }
    } catch (RuntimeException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "evaluation_transformer_function failed for the outputs "
              + Arrays.toString(outputs)
              + ": "
              + e,
          e);
    }
    throw ModynException.invalidArgument(
        "evaluation_transformer_function gives null for the outputs %s", Arrays.toString(outputs));
  }
}
