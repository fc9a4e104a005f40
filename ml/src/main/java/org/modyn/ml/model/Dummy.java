package org.modyn.ml.model;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;

/**
 * The smallest model, for trying out pipelines: one fully connected layer, {@code output}, from two
 * numbers, {@code data [batch, 2]}, to two logits. The embedding is the input.
 */
final class Dummy extends Model {
  private static final long SIZE = 2;

  private final Linear output;

  Dummy(ModelContext context) {
    super(context);
    output = child("output", new Linear(context, SIZE, SIZE));
  }

  @Override
  public List<ModelInput> inputs() {
    return List.of(new ModelInput(ModelInput.DATA, FLOAT32, List.of(SIZE)));
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    NDArray data = inputs.tensor(ModelInput.DATA);
    return new ModelOutput(output.forward(data), data);
  }
}
