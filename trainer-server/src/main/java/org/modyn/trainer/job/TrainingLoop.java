package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.training.TrainingSession;

/** Goes over the batches of all epochs, one training step each. */
final class TrainingLoop {
  private final TrainingSpecification specification;
  private final TrainingSession session;
  private final BatchLoader loader;
  private final TrainingProgress progress;
  private final Supplier<Path> weightsWriter;
  private final TrainingLog log = new TrainingLog();

  /**
   * @param weightsWriter writes the weights as they are, when somebody asks for them
   */
  TrainingLoop(
      TrainingSpecification specification,
      TrainingSession session,
      BatchLoader loader,
      TrainingProgress progress,
      Supplier<Path> weightsWriter) {
    this.specification = specification;
    this.session = session;
    this.loader = loader;
    this.progress = progress;
    this.weightsWriter = weightsWriter;
  }

  /**
   * Trains for as many epochs, or samples, as specified. The batch that reaches the number of
   * samples is trained on in full.
   *
   * @throws ModynException FAILED_PRECONDITION when the loss is not finite, or when a number of
   *     samples is to be reached but there are none; CANCELLED when the thread is interrupted; what
   *     the loader failed with
   */
  TrainingLog run() {
    boolean bySamples = specification.samplesToPass() > 0;
    for (int epoch = 0; bySamples || epoch < specification.epochs(); epoch++) {
      EpochTimings timings = new EpochTimings();
      boolean passed = runEpoch(timings);
      log.addEpoch(timings);
      if (passed) {
        break;
      }
      if (bySamples && timings.batches() == 0) {
        throw ModynException.failedPrecondition(
            "%s has no batch of samples to train on, but num_samples_to_pass is %d; a worker's last"
                + " batch is dropped when drop_last_batch is set and it is not full",
            specification, specification.samplesToPass());
      }
    }
    return log;
  }

  /** Whether the number of samples to pass was reached. */
  private boolean runEpoch(EpochTimings timings) {
    long asked = System.nanoTime();
    for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
      long fetched = System.nanoTime();
      try (Batch current = batch) {
        float loss = step(current);
        progress.countBatch(current.tensors().size());
        record(loss);
      }
      progress.provideWeights(weightsWriter);
      if (specification.samplesToPass() > 0
          && progress.samples() >= specification.samplesToPass()) {
        timings.addBatch(fetched - asked, System.nanoTime() - fetched);
        return true;
      }
      long done = System.nanoTime();
      timings.addBatch(fetched - asked, done - fetched);
      asked = done;
    }
    return false;
  }

  private void record(float loss) {
    long every = specification.recordLossEvery();
    if (every > 0 && progress.batches() % every == 0) {
      log.addLoss(loss);
    }
  }

  private float step(Batch batch) {
    try {
      return session.step(batch.tensors());
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.FAILED_PRECONDITION) {
        throw e;
      }
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the loss became NaN or infinite at batch %d of %s: lower the learning rate or check the data"
              .formatted(progress.batches() + 1, specification),
          e);
    }
  }
}
