package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The requirements of a model on samples and labels, determined by running it without weights on a
 * batch of zeros.
 *
 * @param outputs the number of outputs per sample: the number of classes, or 1
 * @param hasEmbedding whether the model has an embedding, see {@link ModelOutput}
 * @param limits exclusive upper limits for the integers of each tensor of the input pipeline, by
 *     name, see {@link ModelInput#limits}; tensors without a limit are omitted
 */
public record ModelOutline(int outputs, boolean hasEmbedding, Map<String, List<Long>> limits) {
  /** More than one, as some layers need. */
  private static final int SAMPLES = 2;

  public ModelOutline {
    limits = Map.copyOf(limits);
  }

  /**
   * Runs the outline of a model on the CPU. This takes as long as two predictions, and the memory
   * of their intermediate results. Call it on a platform thread.
   *
   * @param input the pipeline that creates the model's inputs
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when the model needs other
   *     tensors
   */
  public static ModelOutline of(TensorEngine engine, ModelOptions options, InputPipeline input) {
    requireNonNull(input, "input is null");
    try (NDManager manager = engine.newManager(Device.CPU);
        Model model = options.create(ModelContext.ofOutline(manager));
        GradientMode off = GradientMode.off()) {
      BatchArrays arrays = new BatchArrays(Device.CPU, model, input);
      model.setTraining(false);
      TensorBatch zeros = new TensorBatch(input.parser().tensors(), SAMPLES);
      zeros.setSize(SAMPLES);
      ModelOutput output = model.forward(arrays.inputs(manager, zeros));
      return new ModelOutline(
          Math.toIntExact(output.logits().size() / SAMPLES),
          output.hasEmbedding(),
          limits(model, input));
    }
  }

  private static Map<String, List<Long>> limits(Model model, InputPipeline pipeline) {
    Map<String, List<Long>> limits = new HashMap<>();
    for (ModelInput input : model.inputs()) {
      TensorSpecification tensor = BatchArrays.tensorOf(input, model.inputs(), pipeline.tensors());
      if (!input.limits().isEmpty()) {
        limits.put(tensor.name(), input.limits());
      }
    }
    return limits;
  }
}
