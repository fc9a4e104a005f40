package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.Operations;

/** Two pairs of numbers, to be brought near their targets. */
public final class BowlModel extends Model {
  private final NDArray left;
  private final NDArray right;

  public BowlModel(NDManager manager) {
    super(new ModelContext(manager, Device.CPU, 0));
    left = parameter("left.position", manager.create(new float[] {0.5f, -1.25f}));
    right = parameter("right.position", manager.create(new float[] {2, 0}));
  }

  NDArray height(NDManager scratch) {
    return Operations.add(
        part(scratch, left, new float[] {0.1f, 0.2f}, new float[] {1, 0.5f}),
        part(scratch, right, new float[] {-0.3f, 0.4f}, new float[] {0.001f, 3}));
  }

  private static NDArray part(NDManager scratch, NDArray position, float[] target, float[] slope) {
    NDArray distance = Operations.subtract(scratch.create(target), position);
    return Operations.sum(
        Operations.multiply(Operations.multiply(distance, distance), scratch.create(slope)));
  }

  float[] position() {
    return new float[] {left.getFloat(0), left.getFloat(1), right.getFloat(0), right.getFloat(1)};
  }

  void moveTo(float[] position) {
    left.toByteBuffer(true).putFloat(0, position[0]).putFloat(4, position[1]);
    right.toByteBuffer(true).putFloat(0, position[2]).putFloat(4, position[3]);
  }

  @Override
  public List<ModelInput> inputs() {
    return List.of();
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    return new ModelOutput(left, left);
  }
}
