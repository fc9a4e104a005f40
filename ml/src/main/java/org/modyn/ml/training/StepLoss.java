package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;

/**
 * The loss of a training step, before the step. On the CPU it is known when the step ends; on other
 * devices it is on its way to the memory of the machine. So that the host prepares a step while the
 * device computes the one before, ask for the {@link #value} after the next step.
 */
final class StepLoss {
  /** The maximum number of keys of a batch in a message. */
  private static final int KEYS_TOLD = 10;

  private final Future<Float> loss;
  private final long step;
  private final long[] firstKeys;
  private final int samples;

  /**
   * @param step the number of the step, from 1
   * @param batch of the step
   */
  StepLoss(Future<Float> loss, long step, TensorBatch batch) {
    this.loss = requireNonNull(loss, "loss is null");
    this.step = step;
    this.firstKeys = Arrays.copyOf(batch.keys(), Math.min(KEYS_TOLD, batch.size()));
    this.samples = batch.size();
  }

  /** A loss that is known. */
  static StepLoss of(float loss, long step, TensorBatch batch) {
    return new StepLoss(CompletableFuture.completedFuture(loss), step, batch);
  }

  /**
   * Returns the loss, for which the device has to finish the forward pass of the step.
   *
   * @throws ModynException FAILED_PRECONDITION, with the keys of the batch, when the loss is not
   *     finite; CANCELLED when the thread is interrupted
   */
  float value() {
    float value = await();
    if (!Float.isFinite(value)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "the loss is %s in batch %d of the training (keys %s): lower the learning rate or"
                  + " check the data",
              value,
              step,
              keys()));
    }
    return value;
  }

  private float await() {
    try {
      return loss.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED,
          String.format(Locale.ROOT, "interrupted while batch %d is computed", step),
          e);
    } catch (ExecutionException e) {
      throw DeviceThreads.unchecked(e.getCause());
    }
  }

  private String keys() {
    return Arrays.stream(firstKeys)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "", samples > firstKeys.length ? ", ..." : ""));
  }
}
