package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.training.LossSession;

/**
 * Computes the irreducible loss of each sample of a training set once, before the training: a pass
 * of the stored model in evaluation mode, in an order and in batches that depend on the training
 * set and the plan alone, so that a training that is resumed gets the same losses. Random
 * transformations are those of the first epoch.
 */
final class IrreducibleLossPass {
  private final TrainingPlan plan;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final SelectionProgress progress;

  /**
   * @param plan of the training that needs the losses: its device, criterion, input and batch size
   * @param progress of this pass
   */
  IrreducibleLossPass(
      TrainingPlan plan, TrainingEnvironment environment, SelectionProgress progress) {
    this.plan = requireNonNull(plan, "plan is null");
    this.specification = plan.specification();
    this.environment = requireNonNull(environment, "environment is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Computes the losses.
   *
   * @param modelId in the model storage
   * @param name names the file of the weights while they are needed
   * @param seed of the training
   * @throws ModynException any error of the model storage, the selector and the storage;
   *     INVALID_ARGUMENT, with the sample's key, when a label does not fit the model's outputs
   */
  IrreducibleLosses run(
      int modelId, ModelOptions model, String name, TrainingData data, long seed) {
    Path weights = environment.weightsDirectory().resolve(name + ".safetensors");
    try {
      environment.modelStorage().load(modelId, weights);
      try (LossSession session =
          LossSession.open(
              environment.engine(),
              specification.devices().getFirst(),
              model,
              weights,
              plan.parts().input(),
              plan.parts().criterion())) {
        return run(session, data, seed);
      }
    } finally {
      DurableFiles.delete(weights);
    }
  }

  private IrreducibleLosses run(LossSession session, TrainingData data, long seed) {
    LoaderOptions options = TrainingPlan.loaderOptions(specification).unshuffled(1).withSeed(seed);
    SkippedSamples skipped =
        new SkippedSamples(new SampleReadPolicy(true, specification.skipUnreadableSamples()));
    IrreducibleLosses.Builder losses = new IrreducibleLosses.Builder();
    progress.scoringStarted(data.samples());
    try (BatchLoader loader =
        BatchLoader.start(
            data.keys(),
            environment.samples(),
            specification.datasetId(),
            plan.parts().input().parser(),
            plan.parts().labels(),
            options,
            LoaderPosition.start(options.workers()),
            skipped)) {
      for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
        try (Batch current = batch) {
          losses.add(session.losses(current.tensors()));
          progress.batchScored(current.tensors().size());
        }
      }
    }
    return losses.build();
  }
}
