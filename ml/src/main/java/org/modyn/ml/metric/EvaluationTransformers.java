package org.modyn.ml.metric;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Builtin;
import org.modyn.common.function.Builtins;

/** The builtins that a pipeline file can name as {@code evaluation_transformer_function}. */
public final class EvaluationTransformers {
  private static final EvaluationTransformer IDENTITY = predictions -> predictions;

  private static final Builtins<EvaluationTransformer> BUILTINS =
      new Builtins<>(
          "evaluation transformer",
          List.of(
              new Builtin<>("Identity", List.of(), arguments -> IDENTITY),
              new Builtin<>(
                  "Threshold", List.of("value"), arguments -> threshold(arguments.number("value"))),
              new Builtin<>(
                  "Sigmoid",
                  List.of(),
                  arguments -> elementwise(value -> 1 / (1 + Math.exp(-value)))),
              new Builtin<>(
                  "ArgMax", List.of(), arguments -> EvaluationTransformers::largestColumn)));

  private EvaluationTransformers() {}

  /**
   * Makes the transformer that a text calls; an empty text leaves outputs as they are.
   *
   * @throws ModynException INVALID_ARGUMENT that says what is wrong and what is allowed
   */
  public static EvaluationTransformer create(String text) {
    return text.isBlank() ? IDENTITY : BUILTINS.create(text);
  }

  /** 1 for values above the threshold, else 0; a NaN stays one. */
  private static EvaluationTransformer threshold(double threshold) {
    return elementwise(value -> Double.isNaN(value) ? value : value > threshold ? 1 : 0);
  }

  private static EvaluationTransformer elementwise(DoubleUnaryOperator operator) {
    return predictions -> {
      float[] values = new float[predictions.values().length];
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) operator.applyAsDouble(predictions.values()[index]);
      }
      return new Predictions(values, predictions.samples());
    };
  }

  /** The number of the largest column, the first of equal ones. */
  private static Predictions largestColumn(Predictions predictions) {
    float[] columns = new float[predictions.samples()];
    for (int sample = 0; sample < columns.length; sample++) {
      int largest = 0;
      for (int column = 1; column < predictions.columns(); column++) {
        if (predictions.value(sample, column) > predictions.value(sample, largest)) {
          largest = column;
        }
      }
      columns[sample] = largest;
    }
    return new Predictions(columns, columns.length);
  }
}
