package org.modyn.supervisor.trigger;

import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.common.error.ModynException;

/** What policies ask other servers. */
public interface TriggerServices {
  /** Returns the source of the feature vectors of the pipeline's samples. */
  FeatureSource features();

  /** Returns the source of evaluations of the pipeline's models on its samples. */
  PerformanceSource performance(PerformanceEvaluationConfig config);

  /** Returns services without servers: every use throws {@link ModynException} UNAVAILABLE. */
  static TriggerServices none() {
    return new TriggerServices() {
      @Override
      public FeatureSource features() {
        return (_, _) -> {
          throw ModynException.unavailable("no server computes feature vectors here");
        };
      }

      @Override
      public PerformanceSource performance(PerformanceEvaluationConfig config) {
        return (_, _) -> {
          throw ModynException.unavailable("no server evaluates models here");
        };
      }
    };
  }
}
