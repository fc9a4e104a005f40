package org.modyn.supervisor.trigger;

import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;

/** What policies ask other servers. */
public interface TriggerServices {
  /** Returns the source of the feature vectors of the pipeline's samples. */
  FeatureSource features();

  /** Returns the source of evaluations of the pipeline's models on its samples. */
  PerformanceSource performance(PerformanceEvaluationConfig config);
}
