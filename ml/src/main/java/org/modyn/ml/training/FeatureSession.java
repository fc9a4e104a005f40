package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorEngine;

/**
 * Computes feature vectors of samples, by which their distributions can be compared: the embeddings
 * of a stored model, or the input tensors without a model. A batch of embeddings costs one forward
 * pass in evaluation mode.
 *
 * <p>Must be opened, used and closed on the same platform thread.
 */
public final class FeatureSession implements AutoCloseable {
  /** Why a model has no features, and what to do. */
  public static final String NO_EMBEDDING =
      "the model has no embedding: let the TorchScript program return the input of its last layer"
          + " as a second output, or compare the samples without the model (embeddings: none)";

  private static final int ALIGNMENT = 64;

  /** Computes the features of a batch, {@code [batch, columns]}, float32. */
  private interface Computation {
    NDArray compute(NDManager scratch, TensorBatch batch);
  }

  private final NDManager manager;
  private final Optional<Model> model;
  private final Computation computation;
  private final String vectors;
  private MemorySegment features = MemorySegment.NULL;
  private int columns;

  private FeatureSession(
      NDManager manager, Optional<Model> model, Computation computation, String vectors) {
    this.manager = manager;
    this.model = model;
    this.computation = computation;
    this.vectors = vectors;
  }

  /**
   * Creates a model and loads its weights; the features are its embeddings, the inputs of its last
   * layer.
   *
   * @param weights a file that {@link TrainingSession#write} has written
   * @param input the pipeline that fills the batches and creates the model's inputs from them
   * @throws ModynException INVALID_ARGUMENT when the model cannot be created or requires other
   *     tensors; see {@link Checkpoint#load} for the weights
   */
  public static FeatureSession ofEmbeddings(
      TensorEngine engine, Device device, ModelOptions options, Path weights, InputPipeline input) {
    NDManager manager = engine.newManager(device);
    try {
      Model model = options.create(ModelContext.ofStoredModel(manager, device));
      Checkpoint.load(weights, model);
      model.setTraining(false);
      BatchArrays arrays = new BatchArrays(device, model, input);
      return new FeatureSession(
          manager,
          Optional.of(model),
          (scratch, batch) -> embedding(model.forward(arrays.inputs(scratch, batch)), batch.size()),
          "embedding");
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /**
   * The features are the tensors of the pipeline after its transformations, in their order,
   * flattened and converted to float32, which rounds integers above 2^24.
   */
  public static FeatureSession ofInputs(TensorEngine engine, Device device, InputPipeline input) {
    requireNonNull(input, "input is null");
    return new FeatureSession(
        engine.newManager(device),
        Optional.empty(),
        (scratch, batch) -> inputs(device, input, scratch, batch),
        "input tensors");
  }

  /**
   * Returns the embeddings of a batch, {@code [batch, features]}, float32.
   *
   * @throws ModynException FAILED_PRECONDITION when the model has none
   */
  private static NDArray embedding(ModelOutput output, long batch) {
    if (!output.hasEmbedding()) {
      throw ModynException.failedPrecondition("%s", NO_EMBEDDING);
    }
    return Operations.reshape(Operations.toFloat(output.embedding()), batch, -1);
  }

  private static NDArray inputs(
      Device device, InputPipeline input, NDManager scratch, TensorBatch batch) {
    NDArray[] flat =
        BatchArrays.tensors(device, input, scratch, batch).values().stream()
            .map(
                tensor ->
                    Operations.reshape(
                        Operations.convert(tensor, TensorDataType.FLOAT32), batch.size(), -1))
            .toArray(NDArray[]::new);
    return flat.length == 1 ? flat[0] : Operations.concatenate(1, flat);
  }

  /**
   * Computes the features of a batch.
   *
   * @param batch at least one sample; not changed
   * @return float32 in the machine's byte order, a row of {@link #columns} values for each sample,
   *     in the order of the batch; the next call overwrites the memory
   * @throws ModynException INVALID_ARGUMENT when inputs are out of the model's range;
   *     FAILED_PRECONDITION when the model has no embedding, or, with the key of the sample, when a
   *     value is not finite
   */
  public MemorySegment compute(TensorBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    try (NDManager scratch = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      NDArray rows = computation.compute(scratch, batch);
      columns = (int) rows.getShape().get(1);
      MemorySegment computed = NativeArrays.memory(rows, scratch);
      checkFinite(computed, batch);
      if (features.byteSize() < computed.byteSize()) {
        features = Arena.ofAuto().allocate(computed.byteSize(), ALIGNMENT);
      }
      return features.asSlice(0, computed.byteSize()).copyFrom(computed);
    }
  }

  private void checkFinite(MemorySegment rows, TensorBatch batch) {
    long values = (long) batch.size() * columns;
    for (long index = 0; index < values; index++) {
      float value = rows.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
      if (!Float.isFinite(value)) {
        throw new SampleException(
            batch.keys()[(int) (index / columns)],
            ModynException.failedPrecondition(
                "has %s in column %d of its %s (columns are numbered from 0 to %d), so it cannot be"
                    + " compared with other samples",
                Float.isNaN(value) ? "NaN" : "infinity", index % columns, vectors, columns - 1));
      }
    }
  }

  /** Returns the number of values of a row; 0 before the first batch. */
  public int columns() {
    return columns;
  }

  @Override
  public void close() {
    model.ifPresent(Model::close);
    manager.close();
  }
}
