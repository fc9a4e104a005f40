package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
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
   * @param scratch owns the arrays
   * @throws ModynException INVALID_ARGUMENT when values are out of the model's range
   */
  BatchInputs inputs(NDManager scratch, TensorBatch batch) {
    model.checkValues(batch);
    Map<String, NDArray> tensors = tensors(device, pipeline, scratch, batch);
    return new BatchInputs(modelInputs(tensors), batch.keys(), batch.size());
  }

  /**
   * Returns the {@linkplain InputPipeline#tensors tensors} of a batch by name, in their order.
   *
   * @param scratch on the device; owns the arrays
   */
  static Map<String, NDArray> tensors(
      Device device, InputPipeline pipeline, NDManager scratch, TensorBatch batch) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int index = 0; index < batch.specifications().size(); index++) {
      TensorSpecification tensor = batch.specifications().get(index);
      MemorySegment filled = batch.tensor(index).asSlice(0, batch.size() * tensor.bytesPerSample());
      arrays.put(
          tensor.name(), device.upload(scratch, filled, tensor.dataType(), shape(batch, tensor)));
    }
    return pipeline.transform(arrays);
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

  private static Shape shape(TensorBatch batch, TensorSpecification tensor) {
    long[] shape = new long[tensor.shape().size() + 1];
    shape[0] = batch.size();
    for (int dimension = 1; dimension < shape.length; dimension++) {
      shape[dimension] = tensor.shape().get(dimension - 1);
    }
    return new Shape(shape);
  }

  NDArray labels(NDManager scratch, TensorBatch batch) {
    return column(scratch, batch, batch.labels(), TensorDataType.INT64);
  }

  NDArray weights(NDManager scratch, TensorBatch batch) {
    return column(scratch, batch, batch.weights(), TensorDataType.FLOAT32);
  }

  private NDArray column(
      NDManager scratch, TensorBatch batch, MemorySegment memory, TensorDataType dataType) {
    return device.upload(
        scratch,
        memory.asSlice(0, (long) batch.size() * dataType.bytes()),
        dataType,
        new Shape(batch.size()));
  }
}
