package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.training.TrainingSession;

/** The training loop: runs one training step for each batch of all epochs. */
final class TrainingLoop {
  private final TrainingSpecification specification;
  private final TrainingSession session;
  private final BatchLoader loader;
  private final TrainingProgress progress;
  private final Supplier<Path> weightsWriter;
  private final Optional<TrainingCheckpoints> checkpoints;
  private final long seed;
  private final TrainingLog log;
  private long start;

  /**
   * @param loader positioned at the first batch, or after the batches of the checkpoint that the
   *     session, the progress and the log were restored from
   * @param weightsWriter writes the current weights on request
   * @param seed the seed of the training
   */
  TrainingLoop(
      TrainingSpecification specification,
      TrainingSession session,
      BatchLoader loader,
      TrainingProgress progress,
      TrainingLog log,
      Supplier<Path> weightsWriter,
      Optional<TrainingCheckpoints> checkpoints,
      long seed) {
    this.specification = specification;
    this.session = session;
    this.loader = loader;
    this.progress = progress;
    this.log = log;
    this.weightsWriter = weightsWriter;
    this.checkpoints = checkpoints;
    this.seed = seed;
  }

  /**
   * Trains for the specified number of epochs or samples. The batch that reaches the number of
   * samples is trained on in full.
   *
   * @throws ModynException FAILED_PRECONDITION when the loss is not finite, or when an epoch has no
   *     batch; CANCELLED when the thread is interrupted; also the errors of the loader
   */
  void run() {
    boolean bySamples = specification.samplesToPass() > 0;
    start = System.nanoTime();
    int epoch = loader.position().epoch();
    while (bySamples ? !hasPassedSamples() : epoch < specification.epochs()) {
      EpochTimings timings = new EpochTimings();
      session.timings().reset();
      runEpoch(timings);
      session.endEpoch();
      log.addEpoch(timings, session.timings());
      epoch++;
      if (progress.batches() == 0) {
        throw ModynException.failedPrecondition(
            "%s has no full batch of %,d samples for any of %d loader workers: lower"
                + " training.batch_size or training.dataloader_workers, or set"
                + " training.drop_last_batch to false",
            specification, specification.batchSize(), specification.workers());
      }
    }
  }

  private boolean hasPassedSamples() {
    return specification.samplesToPass() > 0 && progress.samples() >= specification.samplesToPass();
  }

  /** Trains to the end of the epoch, or until the number of samples to pass is reached. */
  private void runEpoch(EpochTimings timings) {
    long asked = System.nanoTime();
    for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
      long fetched = System.nanoTime();
      try (Batch current = batch) {
        progress.setLearningRates(session.learningRates());
        float loss = session.step(current.tensors());
        progress.countBatch(
            current.tensors().size(), loss, fetched - asked, System.nanoTime() - start);
        record(loss);
      }
      timings.addBatch(fetched - asked);
      progress.provideWeights(weightsWriter);
      writeCheckpoint(timings);
      if (hasPassedSamples()) {
        return;
      }
      asked = System.nanoTime();
    }
  }

  private void writeCheckpoint(EpochTimings timings) {
    Optional<TrainingCheckpoints> due =
        checkpoints.filter(present -> present.isDueAfter(progress.batches()));
    if (due.isPresent()) {
      long begun = System.nanoTime();
      due.get().write(session, checkpointState());
      timings.addCheckpoint(System.nanoTime() - begun);
    }
  }

  private CheckpointState checkpointState() {
    LoaderPosition position = loader.position();
    return new CheckpointState(
        seed,
        progress.batches(),
        progress.samples(),
        position.epoch(),
        position.batches(),
        position.turn(),
        log.save());
  }

  private void record(float loss) {
    long every = specification.recordLossEvery();
    if (every > 0 && progress.batches() % every == 0) {
      log.addLoss(loss);
    }
  }
}
