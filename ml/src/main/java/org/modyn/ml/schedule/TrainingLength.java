package org.modyn.ml.schedule;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ModynException;

/**
 * The expected length of a training, which {@code MODYN_NUM_BATCHES} and {@code MODYN_NUM_EPOCHS}
 * represent in the options of a schedule.
 */
public record TrainingLength(long batches, long epochs) {
  /**
   * Computes the length as the original does. Each worker has an equal part of the samples and
   * drops its last batch when it is not full; the original computes the length like this even if
   * {@code drop_last_batch} is false, in which case there are more batches.
   *
   * @param samples in the trigger training set
   * @param workers of the data loader; 0 counts as 1
   * @param samplesToPass the number of samples after which the training ends; 0: it ends after its
   *     epochs
   * @param selected the part of the samples that downsampling selects; empty: all
   * @throws ModynException FAILED_PRECONDITION when samples are to be passed, but no worker has a
   *     full batch
   */
  public static TrainingLength expected(
      long samples,
      int workers,
      int batchSize,
      int epochs,
      long samplesToPass,
      Optional<SamplingRatio> selected) {
    int parts = Math.max(1, workers);
    long batchesPerEpoch = samples / parts / batchSize * parts;
    if (samplesToPass > 0) {
      if (batchesPerEpoch == 0) {
        throw ModynException.failedPrecondition(
            "%d samples have no full batch of %d for each of %d workers, so the length of the"
                + " training, which the schedule may need, is not known",
            samples, batchSize, parts);
      }
      long batches = Math.ceilDiv(samplesToPass, batchSize);
      return new TrainingLength(batches, Math.ceilDiv(batches, batchesPerEpoch));
    }
    long left = batchesPerEpoch * batchSize;
    if (selected.isPresent()) {
      left = Math.max(1, selected.get().ratio() * left / selected.get().ratioMax());
    }
    return new TrainingLength(left / batchSize * epochs, epochs);
  }
}
