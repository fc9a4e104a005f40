package org.modyn.ml.loader;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;

/**
 * The batches that a training trains on, epoch after epoch. A {@link BatchLoader} has all samples
 * of a training set; sources that train on a part of them decorate it.
 *
 * <p>Only one thread may consume batches.
 */
public interface BatchSource extends AutoCloseable {
  /**
   * Returns the next batch, which must be {@linkplain LoadedBatch#close closed} before the next
   * call. Blocks until it is available.
   *
   * @return null at the end of each epoch, and on every call after the last epoch
   * @throws ModynException any error of reading or selecting samples; CANCELLED when the source was
   *     closed or the calling thread interrupted
   */
  LoadedBatch next();

  /**
   * Whether batches depend on the model that is trained on them, so that one must not be requested
   * before the training has made its step with the one before.
   */
  default boolean usesModel() {
    return false;
  }

  /** The current epoch, from 0; the number of epochs after the last one. */
  int epoch();

  /**
   * The state after the batches returned so far, all of which are closed. Another source of the
   * same kind and options over the same training set that starts with it returns the batches that
   * follow.
   */
  SourceState state();

  /** What was read of the training set for the batches returned so far. */
  SourceCounts counts();

  /**
   * The time that each loader worker spent on each activity in the last epoch that it completed, or
   * in its first epoch if it completed none. Call it after {@link #close}.
   *
   * @return one report per worker; empty for a worker that loaded no samples
   */
  List<Optional<WorkerReport>> reports();

  @Override
  void close();
}
