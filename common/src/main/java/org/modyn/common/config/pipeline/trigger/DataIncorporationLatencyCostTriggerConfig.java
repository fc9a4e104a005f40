package org.modyn.common.config.pipeline.trigger;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Triggers when the time that samples have waited for a training, summed over the samples,
 * outweighs the cost of a training.
 */
@Description(
    "Triggers when the total time that samples have waited for a training outweighs the cost of a"
        + " training")
@Name("DataIncorporationLatencyCostTrigger")
public record DataIncorporationLatencyCostTriggerConfig(
    @Inline BatchConfig batch,
    @Description("Number of past triggers from which the cost of a training is estimated")
        @Default("1000")
        @Minimum(1)
        int costTrackingWindowSize,
    @Description("Exchange rate: seconds of waiting time per second of training") @Example("100")
        double incorporationDelayPerTrainingSecond)
    implements TriggerConfig {
  @Rule
  static void trainingHasACost(double incorporationDelayPerTrainingSecond, Violations violations) {
    if (incorporationDelayPerTrainingSecond <= 0) {
      violations.add(
          "incorporation_delay_per_training_second",
          "must be above 0, but is %s",
          incorporationDelayPerTrainingSecond);
    }
  }
}
