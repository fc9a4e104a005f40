package org.modyn.cli.rehearsal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.cli.rehearsal.data.GeneratedDataset;
import org.modyn.cli.rehearsal.plan.CompletedPipeline;
import org.modyn.cli.rehearsal.plan.FieldChanges;
import org.modyn.cli.rehearsal.plan.SampleTimes;
import org.modyn.cli.rehearsal.plan.SmallPipeline;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.PipelineDevices;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.training.ModelOutline;
import org.modyn.ml.userfunction.UserCode;

/** Writes the script of a rehearsal from the requirements of the model and the parsers. */
final class ScriptWriter {
  private final TensorEngine engine;
  private final UserCode userCode;
  private final Tokenizers tokenizers;
  private final Optional<String> device;
  private final Optional<Path> ownSamples;

  /**
   * @param device replaces the devices in the file; empty: those of the file if this machine has
   *     them, otherwise the CPU
   * @param ownSamples a directory of files to use as samples
   */
  ScriptWriter(
      TensorEngine engine,
      UserCode userCode,
      Tokenizers tokenizers,
      Optional<String> device,
      Optional<Path> ownSamples) {
    this.engine = requireNonNull(engine, "engine is null");
    this.userCode = requireNonNull(userCode, "userCode is null");
    this.tokenizers = requireNonNull(tokenizers, "tokenizers is null");
    this.device = requireNonNull(device, "device is null");
    this.ownSamples = requireNonNull(ownSamples, "ownSamples is null");
  }

  /**
   * Writes a script.
   *
   * @param file where the pipeline was read from, for messages
   * @param state a directory that replaces the directories in the file, and for files of the
   *     rehearsal
   * @throws ModynException INVALID_ARGUMENT, with locations in the file, when parts of it are
   *     incompatible, or data for it cannot be generated
   */
  RehearsalScript write(Path file, PipelineConfig ofFile, Path state) {
    List<String> notes = new ArrayList<>();
    CompletedPipeline completed =
        CompletedPipeline.of(
            onDevices(ofFile, notes),
            tokenizers,
            state.resolve("tokenizers/generated-vocabulary.txt"));
    SmallPipeline small = SmallPipeline.of(completed.pipeline(), state.resolve("checkpoints"));
    notes.addAll(completed.notes());
    notes.addAll(small.notes());
    PipelineConfig pipeline = small.pipeline();
    FieldProblems problems = new FieldProblems();
    List<GeneratedDataset> datasets =
        datasets(
            pipeline,
            SampleTimes.ofTraining(pipeline, SmallPipeline.TRIGGERS, small.samplesPerTrigger()),
            problems);
    if (!problems.isEmpty()) {
      ConfigLoader.refuse(file, problems.problems());
    }
    return new RehearsalScript(
        pipeline, FieldChanges.between(ofFile, pipeline), notes, datasets, small.leastTriggers());
  }

  private static ModelOptions model(PipelineConfig pipeline) {
    return Models.read(pipeline.model().id(), ConfigLoader.toJson(pipeline.model().config()));
  }

  private List<GeneratedDataset> datasets(
      PipelineConfig pipeline, List<Long> times, FieldProblems problems) {
    ModelOptions model = model(pipeline);
    List<GeneratedDataset> datasets = new ArrayList<>();
    problems
        .checkBelow("data", () -> dataset(pipeline.data(), model, times))
        .ifPresent(datasets::add);
    List<EvaluationDatasetConfig> sources =
        pipeline.evaluation().map(EvaluationConfig::datasets).orElse(List.of());
    for (int index = 0; index < sources.size(); index++) {
      EvaluationDatasetConfig source = sources.get(index);
      if (!source.datasetId().equals(pipeline.data().datasetId())) {
        List<Long> evaluated = SampleTimes.ofEvaluation(pipeline, source.datasetId(), times);
        problems
            .checkBelow(
                "evaluation.datasets[" + index + "]", () -> dataset(source, model, evaluated))
            .ifPresent(datasets::add);
      }
    }
    return datasets;
  }

  private GeneratedDataset dataset(SampleSource source, ModelOptions model, List<Long> times) {
    InputPipeline input =
        InputPipeline.create(
            source.bytesParserFunction(),
            source.transformations(),
            source.tokenizer(),
            userCode,
            tokenizers);
    LabelTransformer labels = LabelTransformers.create(source.labelTransformerFunction(), userCode);
    ModelOutline outline = ModelOutline.of(engine, model, input);
    return GeneratedDataset.plan(source, input, labels, outline, times, ownSamples);
  }

  private PipelineConfig onDevices(PipelineConfig pipeline, List<String> notes) {
    if (device.isPresent()) {
      return PipelineDevices.with(pipeline, device.get());
    }
    List<String> missing =
        PipelineDevices.of(pipeline).stream()
            .flatMap(ofFile -> reasonAgainst(ofFile).stream())
            .toList();
    notes.addAll(missing);
    return missing.isEmpty() ? pipeline : PipelineDevices.with(pipeline, Device.CPU.toString());
  }

  private static Optional<String> reasonAgainst(String device) {
    try {
      Device.of(device);
      return Optional.empty();
    } catch (ModynException e) {
      return Optional.of(e.getMessage());
    }
  }
}
