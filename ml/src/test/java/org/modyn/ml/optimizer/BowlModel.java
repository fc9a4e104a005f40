package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.ml.model.Model;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorSpecification;

/** Two pairs of numbers, to be brought near their targets. */
final class BowlModel implements Model {
  private final NDArray left;
  private final NDArray right;

  BowlModel(NDManager manager) {
    left = manager.create(new float[] {0.5f, -1.25f});
    right = manager.create(new float[] {2, 0});
    left.setRequiresGradient(true);
    right.setRequiresGradient(true);
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
  public SequencedMap<String, NDArray> parameters() {
    SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
    parameters.put("left.position", left);
    parameters.put("right.position", right);
    return parameters;
  }

  @Override
  public List<TensorSpecification> inputs() {
    return List.of();
  }

  @Override
  public NDArray forward(Map<String, NDArray> inputs) {
    return left;
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
