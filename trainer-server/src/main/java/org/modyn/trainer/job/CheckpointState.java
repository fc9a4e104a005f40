package org.modyn.trainer.job;

import java.util.List;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.ml.loader.LoaderPosition;

/**
 * The state of a training in a checkpoint, apart from its arrays: the entry {@code training} in the
 * metadata of the file, as JSON.
 *
 * @param seed the seed of the training, also if it was drawn
 * @param batches the number of batches trained on
 * @param samples the number of samples trained on
 * @param loadedBatches the number of batches loaded, of which downsampling may have selected a part
 * @param loadedSamples the number of samples in these batches
 * @param recordedSamples the number of samples in the file of trained samples
 * @param epoch the epoch of the next batch, from 0
 * @param batchesOfWorkers the number of batches of that epoch that each loader worker has delivered
 * @param turn the loader worker that delivers the next batch
 * @param selections the number of selections of downsampling
 * @param offered the number of samples that these have selected from
 * @param selected the number of samples that they have selected
 * @param log see {@link TrainingLog#save}
 */
record CheckpointState(
    @Description("Seed of the training") long seed,
    @Description("Batches trained on") long batches,
    @Description("Samples trained on") long samples,
    @Description("Batches loaded") long loadedBatches,
    @Description("Samples loaded") long loadedSamples,
    @Description("Samples in the file of trained samples") @Default("0") long recordedSamples,
    @Description("Epoch of the next batch") int epoch,
    @Description("Batches that each loader worker has delivered") List<Long> batchesOfWorkers,
    @Description("Loader worker that delivers the next batch") int turn,
    @Description("Selections of downsampling") long selections,
    @Description("Samples that downsampling selected from") long offered,
    @Description("Samples that downsampling selected") long selected,
    @Description("Log of the epochs that have ended") String log) {
  CheckpointState {
    batchesOfWorkers = List.copyOf(batchesOfWorkers);
  }

  LoaderPosition position() {
    return new LoaderPosition(epoch, batchesOfWorkers, turn);
  }
}
