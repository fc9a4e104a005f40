package org.modyn.ml.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Copies losses from their devices, on a thread of its own: the engine has no copy that does not
 * wait for the device, and a step that waits leaves the device idle until the next one is prepared.
 */
final class LossReader implements AutoCloseable {
  private final DeviceThreads thread = new DeviceThreads(List.of("losses"));

  /**
   * The part of a batch's loss that one device computes.
   *
   * @param loss without dimensions, float32, without recorded operations; closed after it was read
   * @param share its weight in the loss of the batch
   */
  record Part(NDArray loss, double share) {}

  /**
   * Starts to read the loss of a batch.
   *
   * @param step the number of the step, from 1
   */
  StepLoss read(List<Part> parts, long step, TensorBatch batch) {
    return new StepLoss(thread.submit(0, () -> sum(parts)), step, batch);
  }

  /** The weighted sum; that of a single part is its loss. */
  private static float sum(List<Part> parts) {
    double sum = 0;
    for (Part part : parts) {
      try (NDArray loss = part.loss();
          NDManager scratch = loss.getManager().newSubManager()) {
        sum += part.share() * NativeArrays.scalar(loss, scratch);
      }
    }
    return (float) sum;
  }

  @Override
  public void close() {
    thread.close();
  }
}
