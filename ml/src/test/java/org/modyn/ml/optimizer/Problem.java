package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;

/** What the golden files' optimizers had to minimize: the classes of {@code golden.py}. */
final class Problem {
  private static final int ROWS = 12;
  private static final int COLUMNS = 3;
  private static final int BATCH = 8;

  private final String name;
  private final NDManager manager;
  private final SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();

  /**
   * @param name of the class in {@code golden.py}; or {@code DenseEmbedding}, with dense gradients
   */
  Problem(NDManager manager, String name) {
    this.manager = manager;
    this.name = name;
    if (name.endsWith("Embedding")) {
      parameters.put("table", numbers(manager, new Shape(ROWS, COLUMNS), 37, 5, 64, 32));
    } else {
      parameters.put("matrix", numbers(manager, new Shape(4, 5), 37, 5, 64, 32));
      parameters.put("vector", numbers(manager, new Shape(5), 11, 3, 32, 16));
    }
    parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
  }

  SequencedMap<String, NDArray> parameters() {
    return parameters;
  }

  float[] values() {
    NDArray[] flat = parameters.values().stream().map(NDArray::flatten).toArray(NDArray[]::new);
    return Operations.concatenate(0, flat).toFloatArray();
  }

  /**
   * Makes the steps with the numbers {@code from} to {@code to}.
   *
   * @param from counts from 1
   */
  void descend(Optimizer optimizer, int from, int to) {
    for (int step = from; step <= to; step++) {
      try (NDManager scratch = manager.newSubManager()) {
        computeGradients(scratch, step);
        try (GradientMode off = GradientMode.off()) {
          optimizer.step(scratch);
        }
      }
    }
  }

  void computeGradients(NDManager scratch, int step) {
    try (GradientMode recording = GradientMode.recording()) {
      Autograd.backward(loss(scratch, step), scratch.create(1f));
    }
  }

  private NDArray loss(NDManager scratch, int step) {
    if (name.endsWith("Embedding")) {
      NDArray out =
          LayerOperations.embedding(
              scratch.create(batch(step)), parameters.get("table"), !name.startsWith("Dense"));
      return squaredDistance(scratch, out, 7 * step, step);
    }
    NDArray total = scratch.create(0f);
    for (NDArray parameter : parameters.values()) {
      total = Operations.add(total, squaredDistance(scratch, parameter, 7, 1));
      if (name.equals("Noise")) {
        NDArray slope =
            numbers(scratch, parameter.getShape(), 29, 101 * step, 64, 32).add(1f / 1024);
        total = Operations.add(total, Operations.sum(Operations.multiply(slope, parameter)));
      }
    }
    return total;
  }

  /** The rows of a step's batch: some twice, two of the table never. */
  static long[] batch(int step) {
    long[] rows = new long[BATCH];
    for (int index = 0; index < BATCH; index++) {
      rows[index] = (index * index + 5L * step * (index + 1)) % (ROWS - 2);
    }
    return rows;
  }

  private static NDArray squaredDistance(
      NDManager scratch, NDArray position, int target, int curvature) {
    Shape shape = position.getShape();
    NDArray distance = Operations.subtract(numbers(scratch, shape, 23, target, 32, 16), position);
    NDArray curvatures = numbers(scratch, shape, 13, curvature, 16, 16).add(0.75f);
    return Operations.sum(Operations.multiply(Operations.multiply(distance, distance), curvatures));
  }

  private static NDArray numbers(
      NDManager manager, Shape shape, int factor, int offset, int modulus, int divisor) {
    float[] numbers = new float[(int) shape.size()];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = ((index * factor + offset) % modulus - modulus / 2) / (float) divisor;
    }
    return manager.create(numbers, shape);
  }
}
