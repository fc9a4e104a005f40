package org.modyn.ml.metric;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.tensor.RowException;

/**
 * Checks whether a metric can be computed from a number of outputs: computes it for two invented
 * samples, whose predicted classes are the first and the last. So the check has the rules and the
 * messages of the metric itself.
 */
final class OutputFit {
  private OutputFit() {}

  /**
   * Returns the problem; empty if there is none, or if the transformer is a function of the user,
   * which may expect outputs that a model really has.
   *
   * @param outputs the number of a model's outputs per sample, at least 1
   */
  static Optional<String> problem(MetricDefinition metric, int outputs) {
    if (metric
        .config()
        .evaluationTransformerFunction()
        .filter(UserFunctions::isUserCode)
        .isPresent()) {
      return Optional.empty();
    }
    try {
      new MetricSet(List.of(metric)).add(new EvaluatedBatch(invented(outputs), new long[2]));
      return Optional.empty();
    } catch (RowException e) {
      return Optional.of(problem(outputs, "a sample " + e.getMessage()));
    } catch (ModynException e) {
      return Optional.of(problem(outputs, e.getMessage()));
    }
  }

  /** One output is the probability of class 1; several are those of one class each. */
  private static Predictions invented(int outputs) {
    float[] values = new float[2 * outputs];
    values[2 * outputs - 1] = 1;
    if (outputs > 1) {
      values[0] = 1;
    }
    return new Predictions(values, 2);
  }

  private static String problem(int outputs, String reason) {
    return String.format(
        Locale.ROOT,
        "does not fit the model, which has %d output%s per sample: %s",
        outputs,
        outputs == 1 ? "" : "s",
        reason);
  }
}
