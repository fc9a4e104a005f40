package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.metric.Predictions;

/**
 * The outputs of a model for a batch, on their way to the memory of the machine. On the CPU they
 * are there already. So that a device computes while the outputs before are used, start the next
 * batch before {@link #await}.
 */
public final class PendingPredictions {
  private final Future<Predictions> predictions;

  PendingPredictions(Future<Predictions> predictions) {
    this.predictions = requireNonNull(predictions, "predictions is null");
  }

  static PendingPredictions of(Predictions predictions) {
    return new PendingPredictions(CompletableFuture.completedFuture(predictions));
  }

  /**
   * Waits for the outputs.
   *
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  public Predictions await() {
    try {
      return predictions.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while the outputs of a batch are computed", e);
    } catch (ExecutionException e) {
      throw DeviceThreads.unchecked(e.getCause());
    }
  }
}
