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
   * Starts to read the loss of a batch.
   *
   * @param parts what each device has computed, without dimensions, float32, without recorded
   *     operations; closed after they were read
   * @param factor what the sum of the parts is multiplied by
   * @param step the number of the step, from 1
   */
  StepLoss read(List<NDArray> parts, double factor, long step, TensorBatch batch) {
    return new StepLoss(thread.submit(0, () -> (float) (factor * sum(parts))), step, batch);
  }

  private static double sum(List<NDArray> parts) {
    double sum = 0;
    for (NDArray part : parts) {
      try (NDArray loss = part;
          NDManager scratch = loss.getManager().newSubManager()) {
        sum += NativeArrays.scalar(loss, scratch);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    thread.close();
  }
}
