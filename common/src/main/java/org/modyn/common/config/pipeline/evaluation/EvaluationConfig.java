package org.modyn.common.config.pipeline.evaluation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.NearestName;

/** How to evaluate the models of a pipeline. */
@Description("How to evaluate the models of a pipeline")
public record EvaluationConfig(
    @Description("The evaluations: when they run, with which models, on which data") @NonEmpty
        List<EvaluationHandlerConfig> handlers,
    @Description("Device that models are evaluated on") @Example("cpu") String device,
    @Description("Datasets that models are evaluated on") @NonEmpty
        List<EvaluationDatasetConfig> datasets,
    @Description("Maximum number of concurrent evaluations after a training")
        @Default("5")
        @Minimum(1)
        int afterTrainingEvaluationWorkers,
    @Description("Maximum number of concurrent evaluations after the pipeline")
        @Default("5")
        @Minimum(1)
        int afterPipelineEvaluationWorkers,
    @Description(
            "Where results are written besides the database, as a list of json, json_dedicated and"
                + " tensorboard; by default json, which is the pipeline log and always written")
        @OmittedWhenEmpty
        Optional<List<ResultWriterType>> resultWriters) {

  public EvaluationConfig {
    handlers = List.copyOf(handlers);
    datasets = List.copyOf(datasets);
    resultWriters = resultWriters.map(List::copyOf);
  }

  @Rule
  static void datasetsDiffer(
      @At("datasets[].dataset_id") List<String> names, Violations violations) {
    for (int index = 0; index < names.size(); index++) {
      if (names.indexOf(names.get(index)) < index) {
        violations.add(
            String.format(Locale.ROOT, "datasets[%d].dataset_id", index),
            "\"%s\" is listed twice; datasets must be different",
            names.get(index));
      }
    }
  }

  @Rule
  static void handlersUseTheDatasets(
      @At("handlers[].datasets") List<List<String>> used,
      @At("datasets[].dataset_id") List<String> names,
      Violations violations) {
    for (int handler = 0; handler < used.size(); handler++) {
      for (int index = 0; index < used.get(handler).size(); index++) {
        String name = used.get(handler).get(index);
        if (!names.contains(name)) {
          violations.add(
              String.format(Locale.ROOT, "handlers[%d].datasets[%d]", handler, index),
              "\"%s\" is not among evaluation.datasets%s",
              name,
              NearestName.hint(name, new LinkedHashSet<>(names)));
        }
      }
    }
  }

  /** Returns the dataset with this name, which must be the dataset of a handler. */
  public EvaluationDatasetConfig dataset(String datasetId) {
    return datasets.stream()
        .filter(dataset -> dataset.datasetId().equals(datasetId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no dataset " + datasetId));
  }
}
