package org.modyn.trainer.job;

import java.util.List;
import org.modyn.common.config.schema.Description;
import org.modyn.ml.loader.LoaderPosition;

/**
 * How far a training has come, beside its weights: what a checkpoint's file has as {@code training}
 * among its metadata, as JSON.
 *
 * @param seed of the training, also when it was drawn
 * @param batches trained on
 * @param samples trained on
 * @param epoch of the next batch, from 0
 * @param batchesOfWorkers how many batches of that epoch each loader worker has given
 * @param turn the loader worker whose turn it is
 * @param log see {@link TrainingLog#save}
 */
record CheckpointState(
    @Description("Seed of the training") long seed,
    @Description("Batches trained on") long batches,
    @Description("Samples trained on") long samples,
    @Description("Epoch of the next batch") int epoch,
    @Description("Batches that each loader worker has given") List<Long> batchesOfWorkers,
    @Description("Loader worker whose turn it is") int turn,
    @Description("Log of the epochs that have ended") String log) {
  CheckpointState {
    batchesOfWorkers = List.copyOf(batchesOfWorkers);
  }

  LoaderPosition position() {
    return new LoaderPosition(epoch, batchesOfWorkers, turn);
  }
}
