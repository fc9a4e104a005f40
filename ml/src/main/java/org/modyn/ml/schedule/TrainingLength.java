package org.modyn.ml.schedule;

import java.util.Locale;
import org.modyn.common.error.ModynException;

/**
 * The expected length of a training, which {@code MODYN_NUM_BATCHES} and {@code MODYN_NUM_EPOCHS}
 * represent in the options of a schedule.
 */
public record TrainingLength(long batches, long epochs) {
  /** The fraction of the samples that downsampling keeps: {@code ratio / ratioMaximum}. */
  public record Downsampling(long ratio, long ratioMaximum) {
    /** All samples. */
    public static final Downsampling NONE = new Downsampling(1, 1);

    public Downsampling {
      if (ratio < 1 || ratioMaximum < ratio) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%d of %d samples cannot be left", ratio, ratioMaximum));
      }
    }
  }

  /**
   * Computes the length as the original does. Each worker has an equal part of the samples and
   * drops its last batch when it is not full; the original computes the length like this even if
   * {@code drop_last_batch} is false, in which case there are more batches.
   *
   * @param samples in the trigger training set
   * @param workers of the data loader; 0 counts as 1
   * @param samplesToPass the number of samples after which the training ends; 0: it ends after its
   *     epochs
   * @throws ModynException FAILED_PRECONDITION when samples are to be passed, but no worker has a
   *     full batch
   */
  public static TrainingLength expected(
      long samples,
      int workers,
      int batchSize,
      int epochs,
      long samplesToPass,
      Downsampling downsampling) {
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
    if (!downsampling.equals(Downsampling.NONE)) {
      left = Math.max(1, downsampling.ratio() * left / downsampling.ratioMaximum());
    }
    return new TrainingLength(left / batchSize * epochs, epochs);
  }
}
