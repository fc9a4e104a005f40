package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.error.ModynException;

/** Evaluates models on samples, for policies that observe the performance of the model. */
@FunctionalInterface
public interface PerformanceSource {
  /**
   * Evaluates a model on samples.
   *
   * @param keys at least one
   * @return the performance on the samples that exist and can be read; without scores if there are
   *     none
   * @throws ModynException UNAVAILABLE when a server cannot be reached
   */
  Performance evaluate(int modelId, long[] keys);

  /**
   * The performance of a model.
   *
   * @param samples the number of samples that were evaluated
   * @param misclassifications how many of them the model predicted wrong
   * @param scores the results of the metrics, by their names; finite. A metric that is undefined on
   *     the samples has none
   */
  record Performance(long samples, long misclassifications, Map<String, Double> scores) {
    public Performance {
      requireNonNull(scores, "scores is null");
      scores.forEach(
          (name, score) -> {
            if (!Double.isFinite(score)) {
              throw new IllegalArgumentException(name + " is " + score);
            }
          });
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** Returns the fraction of the samples that the model predicted right. */
    public double accuracy() {
      return 1 - (double) misclassifications / samples;
    }
  }
}
