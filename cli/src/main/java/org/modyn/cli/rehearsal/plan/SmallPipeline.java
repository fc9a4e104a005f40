package org.modyn.cli.rehearsal.plan;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.model.ModelConfig;
import org.modyn.common.config.pipeline.training.CheckpointingConfig;
import org.modyn.common.config.pipeline.training.TrainingConfig;

/**
 * A smaller version of a pipeline: smaller batches, tables and amounts, fewer epochs, workers and
 * evaluations.
 *
 * @param pipeline the smaller pipeline
 * @param samplesPerTrigger new samples that each trigger needs for full batches
 * @param leastTriggers how many triggers fire at least
 * @param notes differences for other reasons than size
 */
public record SmallPipeline(
    PipelineConfig pipeline, int samplesPerTrigger, int leastTriggers, List<String> notes) {
  /** The number of triggers that a rehearsal has data for. */
  public static final int TRIGGERS = 2;

  /** Two epochs are enough to show that samples are repeated. */
  static final int MOST_EPOCHS = 2;

  public SmallPipeline {
    requireNonNull(pipeline, "pipeline is null");
    notes = List.copyOf(notes);
  }

  /**
   * Makes a pipeline smaller.
   *
   * @param checkpoints a directory that replaces the one in the file
   */
  public static SmallPipeline of(PipelineConfig pipeline, Path checkpoints) {
    Sizes sizes = Sizes.of(pipeline);
    Map<String, Object> changed = new HashMap<>();
    SmallModel model = SmallModel.of(pipeline.model().id(), pipeline.model().config());
    changed.put("model", new ModelConfig(pipeline.model().id(), model.config()));
    changed.put("training", training(pipeline.training(), sizes, checkpoints));
    changed.put("trigger", SmallTrigger.of(pipeline.trigger(), sizes.samplesPerTrigger()));
    changed.put("evaluation", pipeline.evaluation().map(SmallPipeline::evaluation));
    changed.put("selectionStrategy", SmallSelection.of(pipeline.selectionStrategy()));
    List<String> notes = new ArrayList<>(model.notes());
    SmallTrigger.note(pipeline.trigger()).ifPresent(notes::add);
    return new SmallPipeline(
        RecordCopy.with(pipeline, changed),
        sizes.samplesPerTrigger(),
        SmallTrigger.leastTriggers(pipeline.trigger(), TRIGGERS),
        notes);
  }

  private static TrainingConfig training(
      TrainingConfig config, Sizes sizes, Path checkpointFolder) {
    Map<String, Object> changed = new HashMap<>();
    changed.put("batchSize", sizes.batchSize());
    changed.put("dataloaderWorkers", 1);
    changed.put("epochsPerTrigger", Math.min(MOST_EPOCHS, config.epochsPerTrigger()));
    changed.put(
        "numSamplesToPass",
        config.numSamplesToPass().map(amounts -> atMost(amounts, sizes.samplesTrained())));
    changed.put("initialModel", TrainingConfig.InitialModel.RANDOM);
    changed.put("initialModelId", Optional.empty());
    if (config.checkpointing().activated()) {
      changed.put(
          "checkpointing",
          new CheckpointingConfig(
              true,
              Optional.of(1),
              Optional.of(checkpointFolder),
              config.checkpointing().checkpointsKept(),
              config.checkpointing().saveOptimizerState()));
    }
    return RecordCopy.with(config, changed);
  }

  private static List<Long> atMost(List<Long> amounts, long most) {
    return amounts.stream().map(amount -> Math.min(amount, most)).toList();
  }

  private static EvaluationConfig evaluation(EvaluationConfig config) {
    return RecordCopy.with(
        config,
        Map.of(
            "handlers",
            config.handlers().stream()
                .map(
                    handler ->
                        RecordCopy.with(
                            handler,
                            Map.of("strategy", EvaluationWindows.first(handler.strategy()))))
                .toList(),
            "datasets",
            config.datasets().stream()
                .map(
                    dataset ->
                        RecordCopy.with(
                            dataset,
                            Map.of(
                                "batchSize",
                                Sizes.smallBatch(dataset.batchSize()),
                                "dataloaderWorkers",
                                1)))
                .toList()));
  }
}
