package org.modyn.common.config.pipeline.training;

import java.util.List;
import java.util.Map;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** How the learning rate changes during a training. */
@Description("How the learning rate changes during a training")
public record LearningRateSchedulerConfig(
    @Description("Name of the scheduler")
        @MemberOf(
            value = "scheduler",
            options = "config",
            when = "source",
            is = "PyTorch",
            numbers = {"MODYN_NUM_BATCHES", "MODYN_NUM_EPOCHS"})
        @MemberOf(
            value = "custom scheduler",
            options = "config",
            when = "source",
            is = "Custom",
            numbers = {"MODYN_NUM_BATCHES", "MODYN_NUM_EPOCHS"})
        @Example("StepLR")
        String name,
    @Description("The library that defines the scheduler") Source source,
    @Description("Whether the scheduler steps after every batch or every epoch")
        StepEvery stepEvery,
    @Description("Names of the optimizers that it applies to") @NonEmpty @Example("[default]")
        List<String> optimizers,
    @Description(
            "Options of the scheduler; MODYN_NUM_BATCHES and MODYN_NUM_EPOCHS are replaced by the"
                + " length of the training")
        @Default("{}")
        Map<String, Object> config) {

  public LearningRateSchedulerConfig {
    optimizers = List.copyOf(optimizers);
    config = OpenMap.copyOf(config);
  }

  @Rule
  static void aSchedulerOfPyTorchHasOneOptimizer(
      Source source, List<String> optimizers, Violations violations) {
    if (source == Source.PYTORCH && optimizers.size() != 1) {
      violations.add("optimizers", "must name exactly one optimizer when source is PyTorch");
    }
  }

  /** Where a scheduler is defined. */
  public enum Source {
    @Name("PyTorch")
    PYTORCH,
    @Name("Custom")
    CUSTOM
  }

  /** When a scheduler steps. */
  public enum StepEvery {
    EPOCH,
    BATCH
  }
}
