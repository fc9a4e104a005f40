package org.modyn.ml.model;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;
import static org.modyn.ml.tensor.TensorDataType.INT64;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A deep learning recommendation model (Naumov et al., "Deep Learning Recommendation Model for
 * Personalization and Recommendation Systems", arXiv:1906.00091, section 2).
 *
 * <p>Numerical features go through the bottom layers to a vector as long as an embedding; each
 * categorical feature is an embedding; the dot products of all pairs of these vectors, beside the
 * bottom vector itself, go through the top layers to logits.
 *
 * <p>Inputs: {@code numerical_input [batch, num_numerical_features]} floating and {@code
 * categorical_input [batch, features]} integer, ids counted from 0. Output: logits {@code [batch]},
 * or {@code [batch, outputs]} when the top layers end with more than one.
 *
 * <p>The parameters have the names of the original's joint embedding model: one table for all
 * features, whose rows follow each other in the order of the features, so that one look-up serves
 * them all. As there, weights begin normal with variance {@code 2 / (in + out)} and biases with
 * {@code 1 / out}, embeddings uniform in {@code +-1 / sqrt(cardinality)}, the last layer uniform in
 * {@code +-1 / sqrt(in)}. The original pads the top layers' input with zeros to a multiple of 8,
 * which changes nothing in the function; here it is not.
 */
public final class Dlrm implements Model {
  /** The name of the floating input. */
  public static final String NUMERICAL_INPUT = "numerical_input";

  /** The name of the integer input. */
  public static final String CATEGORICAL_INPUT = "categorical_input";

  private final NDManager manager;
  private final DlrmConfiguration configuration;
  private final List<TensorSpecification> inputs;
  private final SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
  private final IdCheck idCheck;
  private final NDArray cardinalities;
  private final NDArray tableOffsets;
  private final NDArray table;
  private final LinearLayers bottom = new LinearLayers(false);
  private final LinearLayers top = new LinearLayers(true);
  private final NDArray pairSelection;

  private Dlrm(NDManager parent, DlrmConfiguration configuration, long seed) {
    this.configuration = configuration;
    manager = parent.newSubManager();
    int features = configuration.cardinalities().size();
    inputs =
        List.of(
            new TensorSpecification(
                NUMERICAL_INPUT, FLOAT32, List.of((long) configuration.numericalFeatures())),
            new TensorSpecification(CATEGORICAL_INPUT, INT64, List.of((long) features)));
    idCheck = new IdCheck(configuration.categoricalFeatures(), configuration.cardinalities());
    cardinalities =
        manager.create(configuration.cardinalities().stream().mapToLong(size -> size).toArray());
    tableOffsets = manager.create(tableOffsets(configuration.cardinalities()));
    pairSelection = manager.create(pairSelection(features + 1), pairShape(features + 1));

    WeightInitializer initializer = new WeightInitializer(manager, seed);
    table =
        parameter(
            "bottom_model.embeddings.embedding.weight",
            initializer.uniformTables(
                configuration.cardinalities(), configuration.embeddingDimension()));
    int width = configuration.numericalFeatures();
    for (int layer = 0; layer < configuration.bottomSizes().size(); layer++) {
      int outputs = configuration.bottomSizes().get(layer);
      addHidden(bottom, "bottom_model.mlp.layers." + 2 * layer, initializer, width, outputs);
      width = outputs;
    }
    width = configuration.embeddingDimension() + pairs(features + 1);
    for (int layer = 0; layer < configuration.topSizes().size() - 1; layer++) {
      int outputs = configuration.topSizes().get(layer);
      addHidden(top, "top_model.mlp.layers." + 2 * layer, initializer, width, outputs);
      width = outputs;
    }
    int outputs = configuration.topSizes().getLast();
    double bound = 1 / Math.sqrt(width);
    top.add(
        parameter("top_model.out.weight", initializer.uniform(bound, new Shape(outputs, width))),
        parameter("top_model.out.bias", initializer.uniform(bound, new Shape(outputs))));
  }

  /** A {@link ModelFactory}. */
  public static Model create(NDManager manager, Settings configuration, long seed) {
    return new Dlrm(manager, DlrmConfiguration.read(configuration), seed);
  }

  private void addHidden(
      LinearLayers layers, String name, WeightInitializer initializer, int width, int outputs) {
    layers.add(
        parameter(
            name + ".weight",
            initializer.normal(Math.sqrt(2.0 / (width + outputs)), new Shape(outputs, width))),
        parameter(
            name + ".bias", initializer.normal(Math.sqrt(1.0 / outputs), new Shape(outputs))));
  }

  private NDArray parameter(String name, NDArray array) {
    parameters.put(name, array);
    return array;
  }

  @Override
  public List<TensorSpecification> inputs() {
    return inputs;
  }

  @Override
  public SequencedMap<String, NDArray> parameters() {
    return Collections.unmodifiableSequencedMap(parameters);
  }

  @Override
  public NDArray forward(Map<String, NDArray> inputs) {
    NDArray ids = inputs.get(CATEGORICAL_INPUT);
    NDArray numbers = inputs.get(NUMERICAL_INPUT);
    long batch = ids.getShape().get(0);
    if (configuration.hashIndices()) {
      ids = Operations.remainder(ids, cardinalities);
    } else {
      idCheck.check(ids);
    }
    NDArray dense = bottom.forward(numbers);
    NDArray embeddings = Operations.embedding(Operations.add(ids, tableOffsets), table);
    NDArray vectors = Operations.concatenate(1, Operations.insertDimension(dense, 1), embeddings);
    long count = 1L + configuration.cardinalities().size();
    NDArray products = Operations.reshape(Operations.rowProducts(vectors), batch, count * count);
    NDArray pairs = Operations.matrixProduct(products, pairSelection);
    NDArray logits = top.forward(Operations.concatenate(1, dense, pairs));
    return configuration.topSizes().getLast() == 1 ? Operations.reshape(logits, batch) : logits;
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Where each feature's rows begin in the joint table. */
  private static long[] tableOffsets(List<Integer> cardinalities) {
    long[] offsets = new long[cardinalities.size()];
    for (int feature = 1; feature < offsets.length; feature++) {
      offsets[feature] = offsets[feature - 1] + cardinalities.get(feature - 1);
    }
    return offsets;
  }

  private static int pairs(int vectors) {
    return vectors * (vectors - 1) / 2;
  }

  private static Shape pairShape(int vectors) {
    return new Shape((long) vectors * vectors, pairs(vectors));
  }

  /**
   * Picks the strict lower triangle, row by row, out of flattened products: a product with this
   * matrix is several times as fast as indexing, whose gradient is a scatter.
   */
  private static float[] pairSelection(int vectors) {
    int pairs = pairs(vectors);
    float[] selection = new float[vectors * vectors * pairs];
    int pair = 0;
    for (int row = 0; row < vectors; row++) {
      for (int column = 0; column < row; column++) {
        selection[(row * vectors + column) * pairs + pair] = 1;
        pair++;
      }
    }
    return selection;
  }
}
