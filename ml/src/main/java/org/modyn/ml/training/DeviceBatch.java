package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.ml.tensor.TensorBatch;

/**
 * A batch on the device that computes on it or, in parts, on several devices. {@link #close} frees
 * the arrays, with those that were computed from them.
 */
public final class DeviceBatch implements AutoCloseable {
  private final TensorBatch samples;
  private final List<DeviceRows> parts;
  private final Runnable whenClosed;
  private boolean open = true;

  /**
   * @param samples their keys, labels and weights; their tensors may be missing
   * @param parts one for each device that has rows, in the order of the devices and of the rows
   * @param whenClosed called once
   */
  DeviceBatch(TensorBatch samples, List<DeviceRows> parts, Runnable whenClosed) {
    this.samples = requireNonNull(samples, "samples is null");
    this.parts = List.copyOf(parts);
    this.whenClosed = requireNonNull(whenClosed, "whenClosed is null");
  }

  /**
   * The keys, labels and weights of the samples, in the memory of the machine. The tensors are
   * there only if the batch is not a copy.
   */
  public TensorBatch samples() {
    return samples;
  }

  /** The number of samples. */
  public int size() {
    return samples.size();
  }

  List<DeviceRows> parts() {
    return parts;
  }

  /** A second call has no effect. */
  @Override
  public void close() {
    if (open) {
      open = false;
      parts.forEach(rows -> rows.memory().close());
      whenClosed.run();
    }
  }
}
