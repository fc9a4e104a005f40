package org.modyn.common.config.pipeline.evaluation.strategy;

import java.util.List;
import org.modyn.common.config.pipeline.time.EvaluationOffset;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;

/** Intervals before and after the one that a model was trained on. */
@Description("Intervals before and after the one that a model was trained on")
@Name("OffsetEvalStrategy")
public record OffsetEvalStrategyConfig(
    @Description(
            "Offsets of the intervals from the training interval: -1d is the day before it, 1d the"
                + " day after it, -inf and inf all data before and after it")
        @NonEmpty
        @Example("[-1d, 1d]")
        List<EvaluationOffset> offsets)
    implements EvaluationStrategyConfig {

  public OffsetEvalStrategyConfig {
    offsets = List.copyOf(offsets);
  }
}
