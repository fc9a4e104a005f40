package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.model.Model;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Computes a model's outputs for batches.
 *
 * <p>Not safe for concurrent use; the calling thread must be a platform thread. The caller remains
 * the owner of the model.
 */
public final class Predictor implements AutoCloseable {
  private final Model model;
  private final BatchArrays arrays;
  private final NDManager manager;
  private final Optional<DeviceThreads> reader;

  /**
   * @param manager the parent of this predictor's own manager
   * @param device of the manager and the model
   * @param input the pipeline that fills the batches and creates the model's inputs from them
   * @throws ModynException INVALID_ARGUMENT when the model needs other tensors
   */
  public Predictor(NDManager manager, Device device, Model model, InputPipeline input) {
    this.model = requireNonNull(model, "model is null");
    this.arrays = new BatchArrays(device, model, input);
    this.manager = manager.newSubManager();
    this.reader =
        device.isCpu()
            ? Optional.empty()
            : Optional.of(new DeviceThreads(List.of("outputs-" + device)));
    model.setTraining(false);
  }

  /** Computes a batch's outputs; see {@link #start}. */
  public Predictions predict(TensorBatch batch) {
    return start(batch).await();
  }

  /**
   * Starts to compute the model's outputs (logits), one row a sample, in the batch's order. A
   * thread of its own reads them from a device other than the CPU.
   *
   * @param batch at least one sample; labels and weights are not used. On devices other than the
   *     CPU, its tensors are copied when this method returns
   * @throws ModynException INVALID_ARGUMENT when inputs are out of the model's range
   */
  public PendingPredictions start(TensorBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    int samples = batch.size();
    NDManager scratch = manager.newSubManager();
    try (GradientMode off = GradientMode.off()) {
      NDArray outputs =
          Operations.convert(
              model.forward(arrays.inputs(scratch, batch)).logits(), TensorDataType.FLOAT32);
      return reader.isPresent()
          ? new PendingPredictions(reader.get().submit(0, () -> read(outputs, samples, scratch)))
          : PendingPredictions.of(read(outputs, samples, scratch));
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  private static Predictions read(NDArray outputs, int samples, NDManager scratch) {
    try (scratch) {
      return new Predictions(
          NativeArrays.memory(outputs, scratch).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED), samples);
    }
  }

  /** Frees this predictor's own memory. */
  @Override
  public void close() {
    reader.ifPresent(DeviceThreads::close);
    manager.close();
  }
}
