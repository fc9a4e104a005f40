package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * What the thread of a training tells and is asked for while it runs. One thread writes, any number
 * reads.
 */
final class TrainingProgress {
  private static final double NANOSECONDS_PER_SECOND = 1e9;

  private final AtomicReference<CompletableFuture<Path>> wantedWeights = new AtomicReference<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private volatile long batches;
  private volatile long samples;
  private volatile long samplesBefore;
  private volatile OptionalDouble loss = OptionalDouble.empty();
  private volatile List<Double> learningRates = List.of();
  private volatile long nanoseconds;
  private volatile long nanosecondsWaited;

  /** Batches trained on. */
  long batches() {
    return batches;
  }

  /** Samples trained on; one counts once for each epoch. */
  long samples() {
    return samples;
  }

  TrainingMeasures measures() {
    return new TrainingMeasures(
        batches,
        samples,
        loss,
        learningRates,
        nanoseconds == 0 ? 0 : (samples - samplesBefore) / (nanoseconds / NANOSECONDS_PER_SECOND),
        nanosecondsWaited / NANOSECONDS_PER_SECOND,
        notes);
  }

  /**
   * Counts a batch. Only the thread of the training gets here.
   *
   * @param size samples
   * @param batchLoss of the batch
   * @param nanosecondsFetching how long the training waited for it
   * @param nanosecondsInAll since the first batch was asked for
   */
  void countBatch(int size, float batchLoss, long nanosecondsFetching, long nanosecondsInAll) {
    samples = samples + size;
    batches = batches + 1;
    loss = OptionalDouble.of(batchLoss);
    nanosecondsWaited = nanosecondsWaited + nanosecondsFetching;
    nanoseconds = nanosecondsInAll;
  }

  /** Tells the learning rates of the next batch, one for each parameter group. */
  void setLearningRates(List<Double> current) {
    learningRates = List.copyOf(current);
  }

  /** Tells, in one line, of something that is done otherwise than was asked for. */
  void note(String note) {
    notes.add(note);
  }

  /** Goes on with the counts of a checkpoint. */
  void restore(long batches, long samples) {
    samplesBefore = samples;
    this.samples = samples;
    this.batches = batches;
  }

  /** Asks for the weights as they are between two batches. */
  CompletableFuture<Path> requestWeights() {
    return wantedWeights.updateAndGet(
        wanted -> wanted == null ? new CompletableFuture<>() : wanted);
  }

  /** Answers a request for the weights, if there is one. */
  void provideWeights(Supplier<Path> writer) {
    if (wantedWeights.get() == null) {
      return;
    }
    CompletableFuture<Path> wanted = wantedWeights.getAndSet(null);
    try {
      wanted.complete(writer.get());
    } catch (ModynException e) {
      wanted.completeExceptionally(e);
    }
  }

  /** Says that nothing more will come. */
  void end() {
    CompletableFuture<Path> wanted = wantedWeights.getAndSet(null);
    if (wanted != null) {
      wanted.completeExceptionally(
          new ModynException(ErrorCategory.FAILED_PRECONDITION, "the training has ended"));
    }
  }
}
