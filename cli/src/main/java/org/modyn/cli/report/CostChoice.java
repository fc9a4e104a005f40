package org.modyn.cli.report;

import java.util.function.ToDoubleFunction;
import org.modyn.cli.report.log.LoggedPipeline;

/** What a metric is compared with. */
enum CostChoice {
  TRAINING_SECONDS("seconds of training", LoggedPipeline::trainingSeconds),
  TRIGGERS("triggers", pipeline -> pipeline.triggers().size()),
  SAMPLES_TRAINED("samples trained on", LoggedPipeline::samplesTrained);

  private final String label;
  private final ToDoubleFunction<LoggedPipeline> cost;

  CostChoice(String label, ToDoubleFunction<LoggedPipeline> cost) {
    this.label = label;
    this.cost = cost;
  }

  String label() {
    return label;
  }

  double of(LoggedPipeline pipeline) {
    return cost.applyAsDouble(pipeline);
  }
}
