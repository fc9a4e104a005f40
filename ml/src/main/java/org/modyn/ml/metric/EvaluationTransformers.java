package org.modyn.ml.metric;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.common.function.Builtins;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.userfunction.OutputFunction;
import org.modyn.ml.userfunction.UserCode;

/**
 * Creates the functions that a pipeline file can define as {@code evaluation_transformer_function}.
 */
public final class EvaluationTransformers {
  private static final EvaluationTransformer IDENTITY = predictions -> predictions;

  private static final Builtins<EvaluationTransformer> BUILTINS =
      new Builtins<>(
          BuiltinFunctions.EVALUATION_TRANSFORMERS,
          Map.of(
              "Identity",
              arguments -> IDENTITY,
              "Threshold",
              arguments -> threshold(arguments.number("value"), arguments.flag("inclusive")),
              "Sigmoid",
              arguments -> elementwise(value -> 1 / (1 + Math.exp(-value))),
              "Softmax",
              arguments -> EvaluationTransformers::softmax,
              "ArgMax",
              arguments -> EvaluationTransformers::largestColumn,
              "Compose",
              EvaluationTransformers::compose));

  private EvaluationTransformers() {}

  /** Creates the transformer without plugins; see the other method. */
  public static EvaluationTransformer create(String text) {
    return create(text, UserCode.withoutPlugins());
  }

  /**
   * Creates the transformer from a text, which is a call of a builtin function or the source of an
   * {@link OutputFunction}. An empty text leaves outputs unchanged.
   *
   * @throws ModynException INVALID_ARGUMENT with the problem and the allowed values; see {@link
   *     UserCode}
   */
  public static EvaluationTransformer create(String text, UserCode userCode) {
    if (text.isBlank()) {
      return IDENTITY;
    }
    return switch (UserFunctions.read(FunctionKind.EVALUATION_TRANSFORMER, text)) {
      case BuiltinCall(Arguments arguments) -> BUILTINS.create(arguments);
      case PluginClass(String className) ->
          new UserTransformer(userCode.fromPlugin(OutputFunction.class, className));
      case JavaSource(String source) ->
          new UserTransformer(userCode.fromSource(OutputFunction.class, source));
    };
  }

  private static EvaluationTransformer compose(Arguments arguments) {
    List<EvaluationTransformer> transformers =
        arguments.calls(
            "functions", BuiltinFunctions.EVALUATION_TRANSFORMERS, call -> BUILTINS.create(call));
    return predictions -> {
      Predictions current = predictions;
      for (EvaluationTransformer transformer : transformers) {
        current = transformer.transform(current);
      }
      return current;
    };
  }

  /** 1 for values above the threshold, or at an inclusive one, else 0; a NaN stays one. */
  private static EvaluationTransformer threshold(double threshold, boolean inclusive) {
    return elementwise(
        value -> {
          if (Double.isNaN(value)) {
            return value;
          }
          return value > threshold || (inclusive && value == threshold) ? 1 : 0;
        });
  }

  /** Over each sample's columns; the largest value is subtracted first, against overflow. */
  private static Predictions softmax(Predictions predictions) {
    float[] shares = new float[predictions.values().length];
    int columns = predictions.columns();
    for (int sample = 0; sample < predictions.samples(); sample++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int column = 0; column < columns; column++) {
        largest = Math.max(largest, predictions.value(sample, column));
      }
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        sum += Math.exp(predictions.value(sample, column) - largest);
      }
      for (int column = 0; column < columns; column++) {
        shares[sample * columns + column] =
            (float) (Math.exp(predictions.value(sample, column) - largest) / sum);
      }
    }
    return new Predictions(shares, predictions.samples());
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

  /**
   * The number of the largest column, the first of equal ones; a NaN is larger than any number, as
   * in PyTorch.
   */
  private static Predictions largestColumn(Predictions predictions) {
    float[] columns = new float[predictions.samples()];
    for (int sample = 0; sample < columns.length; sample++) {
      int largest = 0;
      for (int column = 1; column < predictions.columns(); column++) {
        float value = predictions.value(sample, column);
        float soFar = predictions.value(sample, largest);
        if (value > soFar || (Float.isNaN(value) && !Float.isNaN(soFar))) {
          largest = column;
        }
      }
      columns[sample] = largest;
    }
    return new Predictions(columns, columns.length);
  }
}
