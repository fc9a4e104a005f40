package org.modyn.common.config.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;

/** How to evaluate the models of a pipeline. */
public record EvaluationConfig(
    @Description("What is evaluated when, and on what") @NonEmpty
        List<EvaluationHandlerConfig> handlers,
    @Description("Device that models are evaluated on") String device,
    @Description("Datasets that models are evaluated on") @NonEmpty
        List<EvaluationDatasetConfig> datasets,
    @Description("Evaluations in flight after a training") @Default("5") @Minimum(1)
        int afterTrainingEvaluationWorkers,
    @Description("Evaluations in flight after the pipeline") @Default("5") @Minimum(1)
        int afterPipelineEvaluationWorkers) {

  public EvaluationConfig {
    handlers = List.copyOf(handlers);
    datasets = List.copyOf(datasets);
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < datasets.size(); index++) {
      String name = datasets.get(index).datasetId();
      if (!names.add(name)) {
        throw new InvalidFieldException(
            "datasets[%d].dataset_id".formatted(index),
            "\"%s\" stands twice; datasets must differ".formatted(name));
      }
    }
    for (EvaluationHandlerConfig handler : handlers) {
      for (String dataset : handler.datasets()) {
        if (!names.contains(dataset)) {
          throw new InvalidFieldException(
              "handlers",
              ("the handler \"%s\" uses the dataset \"%s\", which datasets does"
                      + " not define; allowed: %s")
                  .formatted(handler.name(), dataset, String.join(", ", names)));
        }
      }
    }
  }

  /** The dataset of this name, which a handler has named. */
  public EvaluationDatasetConfig dataset(String datasetId) {
    return datasets.stream()
        .filter(dataset -> dataset.datasetId().equals(datasetId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no dataset " + datasetId));
  }
}
