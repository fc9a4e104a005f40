package org.modyn.ml.training;

import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;

/**
 * The batches of a {@link BatchSource} on their way to the devices that compute on them. Close it
 * before the source and the session that has made it.
 *
 * <p>Only one thread may consume batches.
 */
public interface DeviceBatches extends AutoCloseable {
  /**
   * Returns the next batch, which must be {@linkplain DeviceBatch#close closed} before the next
   * call. Blocks until it is available.
   *
   * @return null at the end of each epoch, and on every call after the last epoch
   * @throws ModynException any error of the source; INVALID_ARGUMENT when inputs are out of the
   *     model's range; CANCELLED when the calling thread is interrupted
   */
  DeviceBatch next();

  /** The time that {@link #next} has waited for the source or for the transfer, in nanoseconds. */
  long nanosecondsWaited();

  /** See {@link BatchSource#epoch}, after the batches returned so far. */
  int epoch();

  /** See {@link BatchSource#state}, after the batches returned so far. */
  SourceState state();

  /** See {@link BatchSource#counts}, after the batches returned so far. */
  SourceCounts counts();

  @Override
  void close();
}
