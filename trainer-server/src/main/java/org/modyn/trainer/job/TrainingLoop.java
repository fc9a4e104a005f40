package org.modyn.trainer.job;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.RepeatedReasons;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.training.DeviceBatch;
import org.modyn.ml.training.DeviceBatches;
import org.modyn.ml.training.TrainingSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training loop: runs one training step for each batch of all epochs. */
final class TrainingLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingLoop.class);

  private final TrainingSpecification specification;
  private final TrainingSession session;
  private final DeviceBatches source;
  private final TrainingProgress progress;
  private final SampleRecorder recorder;
  private final Optional<TrainingCheckpoints> checkpoints;
  private final long seed;
  private final TrainingLog log;
  private final RepeatedReasons missedCheckpoints = new RepeatedReasons();
  private long losses;
  private long start;

  /**
   * @param source positioned at the first batch, or after the batches of the checkpoint that the
   *     session, the progress and the log were restored from
   * @param seed the seed of the training
   */
  TrainingLoop(
      TrainingSpecification specification,
      TrainingSession session,
      DeviceBatches source,
      TrainingProgress progress,
      SampleRecorder recorder,
      TrainingLog log,
      Optional<TrainingCheckpoints> checkpoints,
      long seed) {
    this.specification = specification;
    this.session = session;
    this.source = source;
    this.progress = progress;
    this.recorder = recorder;
    this.log = log;
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
    losses = progress.batches();
    session.setLossListener(this::record);
    while (bySamples ? !hasPassedSamples() : source.epoch() < specification.epochs()) {
      EpochTimings timings = new EpochTimings();
      session.timings().reset();
      recorder.beginEpoch(source.epoch());
      runEpoch(timings);
      session.endEpoch();
      log.addEpoch(timings, session.timings());
      if (progress.loaded().batches() == 0) {
        throw ModynException.failedPrecondition(
            "%s has no full batch of %,d samples for any of %d loader workers: lower batch_size or"
                + " dataloader_workers, or set drop_last_batch to false",
            specification, specification.batchSize(), specification.workers());
      }
    }
    if (progress.batches() == 0) {
      throw ModynException.failedPrecondition(
          "%s has no full batch of %,d selected samples in all its epochs: lower"
              + " training.batch_size, raise the ratio of downsampling_config, or set"
              + " training.drop_last_batch to false",
          specification, specification.batchSize());
    }
  }

  private boolean hasPassedSamples() {
    return specification.samplesToPass() > 0
        && progress.loaded().samples() >= specification.samplesToPass();
  }

  /** Trains to the end of the epoch, or until the number of samples to pass is reached. */
  private void runEpoch(EpochTimings timings) {
    for (DeviceBatch batch = next(timings); batch != null; batch = next(timings)) {
      try (DeviceBatch current = batch) {
        progress.setLearningRates(session.learningRates());
        session.step(current);
        progress.countBatch(current.size(), timings.lastFetch(), System.nanoTime() - start);
      }
      progress.provideWeights();
      writeCheckpoint(timings);
      if (hasPassedSamples()) {
        return;
      }
    }
  }

  /** Returns the next batch, and records the time that was spent on selections and on waiting. */
  private DeviceBatch next(EpochTimings timings) {
    long waitedBefore = source.nanosecondsWaited();
    long selectingBefore = progress.selection().nanoseconds();
    DeviceBatch batch = source.next();
    long selecting = progress.selection().nanoseconds() - selectingBefore;
    timings.addSelection(selecting);
    if (batch != null) {
      timings.addBatch(source.nanosecondsWaited() - waitedBefore - selecting);
    }
    progress.countLoaded(source.counts());
    return batch;
  }

  private void writeCheckpoint(EpochTimings timings) {
    Optional<TrainingCheckpoints> due =
        checkpoints.filter(present -> present.isDueAfter(progress.batches()));
    if (due.isPresent()) {
      long begun = System.nanoTime();
      // the log in the checkpoint has the losses of all its batches
      session.awaitLoss();
      try {
        recorder.sync();
        SourceState state = source.state();
        due.get().write(session, checkpointState(state), state.tensors());
        missedCheckpoints.end();
      } catch (ModynException e) {
        missCheckpoint(e);
      }
      timings.addCheckpoint(System.nanoTime() - begun);
    }
  }

  /** The training goes on without the checkpoint when a machine cannot write it for a while. */
  private void missCheckpoint(ModynException failure) {
    if (MachineFault.in(failure).isEmpty()) {
      throw failure;
    }
    String what =
        String.format(
            Locale.ROOT,
            "no checkpoint after %d batches: %s",
            progress.batches(),
            failure.oneLine());
    RepeatedReasons.Report report = missedCheckpoints.next(what);
    if (report != RepeatedReasons.Report.NONE) {
      LOGGER.warn("{}: {}", specification, what);
    }
    if (report == RepeatedReasons.Report.NEW) {
      progress.note(what);
    }
  }

  private CheckpointState checkpointState(SourceState state) {
    LoaderPosition position = state.position();
    return new CheckpointState(
        seed,
        progress.batches(),
        progress.samples(),
        progress.loaded().batches(),
        progress.loaded().samples(),
        recorder.samples(),
        position.epoch(),
        position.batches(),
        position.turn(),
        state.selections(),
        progress.selection().offered(),
        progress.selection().selected(),
        log.save());
  }

  /** Records the loss of the next batch whose loss is not known yet. */
  private void record(float loss) {
    progress.setLoss(loss);
    losses++;
    long every = specification.recordLossEvery();
    if (every > 0 && losses % every == 0) {
      log.addLoss(loss);
    }
  }
}
