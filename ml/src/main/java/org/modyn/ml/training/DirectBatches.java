package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;

/**
 * Uploads each batch when it is requested. Use it where that costs nothing, on the CPU, and for
 * sources whose next batch depends on the step before.
 */
final class DirectBatches implements DeviceBatches {
  private final BatchSource source;
  private final Learner learner;
  private long nanosecondsWaited;

  DirectBatches(BatchSource source, Learner learner) {
    this.source = requireNonNull(source, "source is null");
    this.learner = requireNonNull(learner, "learner is null");
  }

  @Override
  public DeviceBatch next() {
    long start = System.nanoTime();
    LoadedBatch batch = source.next();
    nanosecondsWaited += System.nanoTime() - start;
    if (batch == null) {
      return null;
    }
    try {
      return learner.upload(batch.tensors(), batch.tensors(), learner.timings(), batch::close);
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  @Override
  public long nanosecondsWaited() {
    return nanosecondsWaited;
  }

  @Override
  public int epoch() {
    return source.epoch();
  }

  @Override
  public SourceState state() {
    return source.state();
  }

  @Override
  public SourceCounts counts() {
    return source.counts();
  }

  /** The source is the caller's. */
  @Override
  public void close() {}
}
