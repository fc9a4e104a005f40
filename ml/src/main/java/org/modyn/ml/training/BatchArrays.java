package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Creates the inputs of a model from the filled rows of batches, on the model's device. A tensor is
 * passed to the input with its name or, if there is only one tensor and one input, to that input.
 */
final class BatchArrays {
  private final Device device;
  private final Model model;
  private final InputPipeline pipeline;

  /**
   * @throws ModynException INVALID_ARGUMENT when the model requires other tensors than the pipeline
   *     provides
   */
  BatchArrays(Device device, Model model, InputPipeline pipeline) {
    this.device = requireNonNull(device, "device is null");
    this.model = requireNonNull(model, "model is null");
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
    checkFit(model, pipeline.tensors());
  }

  /**
   * Checks whether a model can take the tensors of a pipeline.
   *
   * @throws ModynException INVALID_ARGUMENT when an input is missing, or has another shape or kind
   *     of type, or a size that the model cannot take
   */
  static void checkFit(Model model, List<TensorSpecification> tensors) {
    for (ModelInput input : model.inputs()) {
      TensorSpecification tensor = tensorOf(input, model.inputs(), tensors);
      if (!input.accepts(tensor)) {
        throw ModynException.invalidArgument(
            "the model needs the tensor %s, but bytes_parser_function and transformations make %s",
            input, tensor);
      }
      model.checkSize(input, tensor);
    }
  }

  /** The tensor that is passed to an input of a model. */
  static TensorSpecification tensorOf(
      ModelInput input, List<ModelInput> inputs, List<TensorSpecification> tensors) {
    if (inputs.size() == 1 && tensors.size() == 1) {
      return tensors.getFirst();
    }
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(input.name()))
        .findAny()
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "the model needs the tensor %s, but bytes_parser_function makes only %s",
                    input,
                    tensors.stream()
                        .map(TensorSpecification::name)
                        .collect(Collectors.joining(", "))));
  }

  /**
   * Uploads rows of a batch, with labels and weights. Values are not {@linkplain #checkValues
   * checked}.
   *
   * @param scratch on the device; owns the arrays
   * @param first the first row
   * @param timings receives the time
   */
  DeviceRows upload(
      NDManager scratch, TensorBatch batch, int first, int size, StepTimings timings) {
    long start = System.nanoTime();
    Map<String, NDArray> tensors = upload(device, scratch, batch, first, size);
    long uploaded = System.nanoTime();
    timings.add(StepTimings.Part.MOVE_DATA, uploaded - start);
    NDArray labels = column(scratch, batch.labels(), TensorDataType.INT64, first, size);
    Optional<NDArray> weights =
        batch.isWeighted()
            ? Optional.of(column(scratch, batch.weights(), TensorDataType.FLOAT32, first, size))
            : Optional.empty();
    timings.add(StepTimings.Part.MOVE_LABELS, System.nanoTime() - uploaded);
    return new DeviceRows(scratch, first, size, tensors, labels, weights);
  }

  private static Map<String, NDArray> upload(
      Device device, NDManager scratch, TensorBatch batch, int first, int size) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int index = 0; index < batch.specifications().size(); index++) {
      TensorSpecification tensor = batch.specifications().get(index);
      long bytes = tensor.bytesPerSample();
      MemorySegment rows = batch.tensor(index).asSlice(first * bytes, size * bytes);
      arrays.put(
          tensor.name(), device.upload(scratch, rows, tensor.dataType(), shape(size, tensor)));
    }
    return arrays;
  }

  private NDArray column(
      NDManager scratch, MemorySegment memory, TensorDataType dataType, int first, int size) {
    return device.upload(
        scratch,
        memory.asSlice((long) first * dataType.bytes(), (long) size * dataType.bytes()),
        dataType,
        new Shape(size));
  }

  /**
   * Checks values that the engine does not check.
   *
   * @throws ModynException INVALID_ARGUMENT when values are out of the model's range
   */
  void checkValues(TensorBatch batch) {
    model.checkValues(batch);
  }

  /**
   * @param rows uploaded before; their manager owns the inputs
   * @param batch that they are rows of
   */
  BatchInputs inputs(DeviceRows rows, TensorBatch batch) {
    int first = rows.first();
    long[] keys =
        first == 0 ? batch.keys() : Arrays.copyOfRange(batch.keys(), first, first + rows.size());
    return new BatchInputs(modelInputs(pipeline.transform(rows.tensors())), keys, rows.size());
  }

  /**
   * @param scratch owns the arrays
   * @throws ModynException INVALID_ARGUMENT when values are out of the model's range
   */
  BatchInputs inputs(NDManager scratch, TensorBatch batch) {
    checkValues(batch);
    Map<String, NDArray> tensors = tensors(device, pipeline, scratch, batch);
    return new BatchInputs(modelInputs(tensors), batch.keys(), batch.size());
  }

  /** Uploads the labels of a batch. */
  Labels labels(NDManager scratch, TensorBatch batch) {
    NDArray array = column(scratch, batch.labels(), TensorDataType.INT64, 0, batch.size());
    return new Labels(array, labelMemory(batch, 0, batch.size()));
  }

  /** The labels of some rows, in the memory of the machine. */
  static MemorySegment labelMemory(TensorBatch batch, int first, int size) {
    return batch.labels().asSlice((long) first * Long.BYTES, (long) size * Long.BYTES);
  }

  /**
   * Returns the {@linkplain InputPipeline#tensors tensors} of a batch by name, in their order.
   *
   * @param scratch on the device; owns the arrays
   */
  static Map<String, NDArray> tensors(
      Device device, InputPipeline pipeline, NDManager scratch, TensorBatch batch) {
    return pipeline.transform(upload(device, scratch, batch, 0, batch.size()));
  }

  /** Returns the tensors that the model accepts, with its names and types. */
  private Map<String, NDArray> modelInputs(Map<String, NDArray> tensors) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    List<ModelInput> inputs = model.inputs();
    for (ModelInput input : inputs) {
      NDArray tensor =
          inputs.size() == 1 && tensors.size() == 1
              ? tensors.values().iterator().next()
              : tensors.get(input.name());
      TensorDataType dataType = input.typeFor(NativeArrays.dataType(tensor));
      named.put(input.name(), Operations.convert(tensor, dataType));
    }
    return named;
  }

  private static Shape shape(int size, TensorSpecification tensor) {
    long[] shape = new long[tensor.shape().size() + 1];
    shape[0] = size;
    for (int dimension = 1; dimension < shape.length; dimension++) {
      shape[dimension] = tensor.shape().get(dimension - 1);
    }
    return new Shape(shape);
  }
}
