package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * What the thread of a training tells and is asked for while it runs. One thread writes, any number
 * reads.
 */
final class TrainingProgress {
  private final AtomicReference<CompletableFuture<Path>> wantedWeights = new AtomicReference<>();
  private volatile long batches;
  private volatile long samples;

  /** Batches trained on. */
  long batches() {
    return batches;
  }

  /** Samples trained on; one counts once for each epoch. */
  long samples() {
    return samples;
  }

  void countBatch(int size) {
    // only the thread of the training gets here
    samples = samples + size;
    batches = batches + 1;
  }

  /** Goes on with the counts of a checkpoint. */
  void restore(long batches, long samples) {
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
