package org.modyn.cli.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.metric.EvaluationTransformers;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.supervisor.observation.TriggerObservations;

/**
 * Reads pipeline files and checks everything that can be checked without a server: the schema, the
 * options of the model, optimizers, criterion and schedules, and whether the functions that read
 * samples are compatible and compile. Anything that depends on files of the trainer server
 * (plugins, tokenizers and weights) is checked when the pipeline is submitted.
 */
public final class PipelineFile {
  private PipelineFile() {}

  /**
   * Reads and checks a file.
   *
   * @throws org.modyn.common.error.ModynException NOT_FOUND without the file; INVALID_ARGUMENT with
   *     all problems, each with its line and column
   */
  public static PipelineConfig load(Path file) {
    PipelineConfig pipeline = ConfigLoader.load(file, PipelineConfig.class);
    FieldProblems problems = new FieldProblems();
    checkSource("data", pipeline.data(), problems);
    List<EvaluationDatasetConfig> datasets =
        pipeline.evaluation().map(EvaluationConfig::datasets).orElse(List.of());
    for (int index = 0; index < datasets.size(); index++) {
      String section = "evaluation.datasets[" + index + "]";
      checkSource(section, datasets.get(index), problems);
      checkMetrics(section, datasets.get(index).metrics(), problems);
    }
    TriggerObservations.of(pipeline).checkDatasets(problems);
    if (!problems.isEmpty()) {
      ConfigLoader.refuse(file, problems.problems());
    }
    return pipeline;
  }

  private static void checkSource(String section, SampleSource source, FieldProblems problems) {
    String parser = source.bytesParserFunction();
    if (source.tokenizer().isEmpty() && !UserFunctions.isPluginClass(parser)) {
      problems.checkBelow(
          section,
          () -> InputPipeline.create(parser, source.transformations(), UserCode.withoutPlugins()));
    }
    String labels = source.labelTransformerFunction();
    if (!UserFunctions.isPluginClass(labels)) {
      problems.check(
          section + ".label_transformer_function", () -> LabelTransformers.create(labels));
    }
  }

  private static void checkMetrics(
      String section, List<MetricConfig> metrics, FieldProblems problems) {
    for (int index = 0; index < metrics.size(); index++) {
      String function = metrics.get(index).evaluationTransformerFunction().orElse("");
      if (!UserFunctions.isPluginClass(function)) {
        problems.check(
            section + ".metrics[" + index + "].evaluation_transformer_function",
            () -> EvaluationTransformers.create(function));
      }
    }
  }
}
