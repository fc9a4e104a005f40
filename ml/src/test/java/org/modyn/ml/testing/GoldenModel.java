package org.modyn.ml.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorDataType;

/**
 * What a model computes in Python: a case of a file that a script with {@code golden.py} has
 * written. Weights and inputs follow the formulas of that file.
 *
 * @param label distinguishes the cases
 * @param json the case
 */
public record GoldenModel(String label, JsonNode json) {
  private static final String DIRECTORY = "/org/modyn/ml/model/";
  private static final int MODULUS = 1009;
  private static final int MOST_OUTPUTS = 100;

  /** The cases of a file. */
  public static List<GoldenModel> read(String file) {
    try (InputStream stream = GoldenModel.class.getResourceAsStream(DIRECTORY + file)) {
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      return IntStream.range(0, cases.size())
          .mapToObj(index -> new GoldenModel(file + " " + index, cases.get(index)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  public String modelClass() {
    return json.get("model").asText();
  }

  public String configuration() {
    return json.get("config").toString();
  }

  /** Of the training. */
  public double learningRate() {
    return json.get("learning_rate").asDouble();
  }

  public NDArray labels(NDManager manager) {
    return manager.create(longs(json.get("labels")));
  }

  /** The inputs of the one batch. */
  public BatchInputs inputs(NDManager manager) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    json.get("inputs")
        .properties()
        .forEach(input -> tensors.put(input.getKey(), input(manager, input.getValue())));
    int samples = json.get("labels").size();
    return new BatchInputs(tensors, new long[samples], samples);
  }

  private static NDArray input(NDManager manager, JsonNode specification) {
    Shape shape = new Shape(longs(specification.get("shape")));
    if (specification.get("type").asText().equals("images")) {
      return images(manager, shape, specification.get("cell").asInt());
    }
    int salt = specification.get("salt").asInt();
    if (specification.get("type").asText().equals("float32")) {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) number(index, salt);
      }
      return manager.create(values, shape);
    }
    int below = specification.get("below").asInt();
    long[] values =
        IntStream.range(0, Math.toIntExact(shape.size()))
            .mapToLong(index -> residue(index, salt) % below)
            .toArray();
    if (specification.get("type").asText().equals("tokens")) {
      return tokens(manager, shape, values);
    }
    return manager.create(values, shape);
  }

  /** Tokens, and which of them count: all of the first text, one less of each following one. */
  private static NDArray tokens(NDManager manager, Shape shape, long[] tokens) {
    long length = shape.get(1);
    long[] values = new long[2 * tokens.length];
    for (int index = 0; index < tokens.length; index++) {
      values[2 * index] = tokens[index];
      values[2 * index + 1] = index % length < length - index / length ? 1 : 0;
    }
    return manager.create(values, shape.add(2));
  }

  /** Square images of cells with one colour and some noise. */
  private static NDArray images(NDManager manager, Shape shape, int cell) {
    int side = Math.toIntExact(shape.get(3));
    int cells = side / cell;
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int index = 0; index < values.length; index++) {
      int row = index / side % side / cell;
      int column = index % side / cell;
      int colour = (index / (side * side) * cells + row) * cells + column;
      values[index] = 2 * (float) number(colour, 3) + (float) number(index, 4) / 2;
    }
    return manager.create(values, shape);
  }

  private static long residue(long index, int salt) {
    return (31 * index * index + 17 * index + 7L * salt) % MODULUS;
  }

  private static double number(long index, int salt) {
    return residue(index, salt) / 504.0 - 1;
  }

  /** Gives the arrays of a model's state dictionary the values of the formula. */
  public void fill(Module model) {
    int salt = 0;
    for (Map.Entry<String, NDArray> entry : model.state().entrySet()) {
      fill(entry.getKey(), entry.getValue(), salt, gain(entry.getKey()));
      salt++;
    }
  }

  private double gain(String name) {
    double gain = 1;
    for (Map.Entry<String, JsonNode> entry : json.get("gains").properties()) {
      gain *= name.endsWith(entry.getKey()) ? entry.getValue().asDouble() : 1;
    }
    return gain;
  }

  private static void fill(String name, NDArray array, int salt, double gain) {
    if (NativeArrays.dataType(array) != TensorDataType.FLOAT32) {
      return;
    }
    Shape shape = array.getShape();
    long rows = shape.dimension() > 1 ? shape.get(0) : 1;
    double scale = shape.dimension() > 1 ? 1 / Math.sqrt((double) shape.size() / rows) : 0.1;
    boolean aroundOne =
        shape.dimension() < 2 && (name.endsWith("weight") || name.endsWith("running_var"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_FLOAT, shape.size());
      for (long index = 0; index < shape.size(); index++) {
        memory.setAtIndex(
            ValueLayout.JAVA_FLOAT,
            index,
            (float) (gain * ((aroundOne ? 1 : 0) + scale * number(index, salt))));
      }
      NativeArrays.write(array, memory);
    }
  }

  /** The names of the state dictionary with their shapes, in its order. */
  public Map<String, List<Long>> names() {
    Map<String, List<Long>> names = new LinkedHashMap<>();
    json.get("names")
        .properties()
        .forEach(
            entry ->
                names.put(entry.getKey(), Arrays.stream(longs(entry.getValue())).boxed().toList()));
    return names;
  }

  /** The loss of each training step. */
  public float[] losses() {
    return floats(json.get("losses"));
  }

  /** What was computed before the first step, in evaluation mode. */
  public Outputs outputs() {
    return Outputs.of(json.get("evaluation"));
  }

  /** Whether the outputs after a number of steps are known. */
  public boolean knowsOutputsAfter(int steps) {
    return json.get("after").has(String.valueOf(steps));
  }

  /** What was computed after a number of steps, in evaluation mode. */
  public Outputs outputsAfter(int steps) {
    return Outputs.of(json.get("after").get(String.valueOf(steps)));
  }

  /** What the model computed in training mode in a step, the first being 1. */
  public float[] trainingLogits(int step) {
    return floats(json.get("after").get(String.valueOf(step)).get("training_logits"));
  }

  /** The mean absolute elements of parameters' gradients in the first step. */
  public Map<String, Double> gradients() {
    Map<String, Double> gradients = new LinkedHashMap<>();
    json.get("gradients")
        .properties()
        .forEach(entry -> gradients.put(entry.getKey(), entry.getValue().asDouble()));
    return gradients;
  }

  /** The mean and the last element of arrays of the state dictionary after steps. */
  public Map<String, float[]> stateAfter(int steps) {
    Map<String, float[]> state = new LinkedHashMap<>();
    json.get("after")
        .get(String.valueOf(steps))
        .get("state")
        .properties()
        .forEach(entry -> state.put(entry.getKey(), floats(entry.getValue())));
    return state;
  }

  /** The elements of an array, as the file has them: where there are many, every n-th one. */
  public static float[] thinned(NDArray array) {
    float[] all = array.toFloatArray();
    int stride = 1 + all.length / MOST_OUTPUTS;
    float[] some = new float[Math.ceilDiv(all.length, stride)];
    for (int index = 0; index < some.length; index++) {
      some[index] = all[index * stride];
    }
    return some;
  }

  /**
   * What a model computes of the batch, {@linkplain #thinned thinned}.
   *
   * @param logits one row after the other
   * @param embedding one row after the other
   */
  public record Outputs(float[] logits, float[] embedding) {
    static Outputs of(JsonNode json) {
      return new Outputs(floats(json.get("logits")), floats(json.get("embedding")));
    }
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index).floatValue();
    }
    return floats;
  }

  private static long[] longs(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  @Override
  public String toString() {
    return label + ": " + modelClass();
  }
}
