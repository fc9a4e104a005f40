package org.modyn.ml.model;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;
import static org.modyn.ml.tensor.TensorDataType.INT64;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.modyn.ml.nn.Embedding;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;

/**
 * A deep learning recommendation model (Naumov et al., "Deep Learning Recommendation Model for
 * Personalization and Recommendation Systems", arXiv:1906.00091, section 2).
 *
 * <p>The bottom layers map the numerical features to a vector with the length of an embedding; each
 * categorical feature is mapped to an embedding. The top layers compute the logits from the dot
 * products of all pairs of these vectors and the bottom vector itself.
 *
 * <p>Inputs: {@code numerical_input [batch, num_numerical_features]} floating and {@code
 * categorical_input [batch, features]} integer, ids counted from 0. Output: logits {@code [batch]},
 * or {@code [batch, outputs]} when the top layers end with more than one.
 *
 * <p>The parameters have the names of the original's joint embedding model: one table for all
 * features, whose rows follow each other in the order of the features, so that one lookup serves
 * all features, and gradients contain only the rows of the batch. As in the original, weights are
 * initialized from a normal distribution with variance {@code 2 / (in + out)} and biases with
 * variance {@code 1 / out}, embeddings uniformly in {@code +-1 / sqrt(cardinality)}, and the last
 * layer uniformly in {@code +-1 / sqrt(in)}. The original pads the top layers' input with zeros to
 * a multiple of 8, which does not change the function; this implementation does not pad.
 */
final class Dlrm extends Model {
  static final String NUMERICAL_INPUT = "numerical_input";
  static final String CATEGORICAL_INPUT = "categorical_input";

  private static final class Embeddings extends Module {
    private final Embedding table;

    Embeddings(ModelContext context, DlrmOptions options) {
      super(context);
      table =
          child(
              "embedding",
              Embedding.joint(context, options.cardinalities(), options.embeddingDim(), true));
    }
  }

  private static final class Bottom extends Module {
    private final Embeddings embeddings;
    private final DlrmMlp layers;

    Bottom(ModelContext context, DlrmOptions options) {
      super(context);
      embeddings = child("embeddings", new Embeddings(context, options));
      layers =
          child(
              "mlp",
              new DlrmMlp(context, options.numNumericalFeatures(), options.bottomMlpSizes()));
    }
  }

  private static final class Top extends Module {
    private final DlrmMlp layers;
    private final Linear out;

    Top(ModelContext context, long inputs, List<Integer> sizes) {
      super(context);
      layers = child("mlp", new DlrmMlp(context, inputs, sizes.subList(0, sizes.size() - 1)));
      Initialization uniform = Initialization.uniform(1 / Math.sqrt(layers.outputs()));
      out = child("out", new Linear(context, layers.outputs(), sizes.getLast(), uniform, uniform));
    }
  }

  private final DlrmOptions options;
  private final List<ModelInput> inputs;
  private final CategoryCheck categories;
  private final NDArray cardinalities;
  private final NDArray tableOffsets;
  private final NDArray pairIndex;
  private final Bottom bottom;
  private final Top top;

  Dlrm(ModelContext context, DlrmOptions options) {
    super(context);
    this.options = options;
    List<Integer> sizes = options.cardinalities();
    int features = sizes.size();
    inputs =
        List.of(
            new ModelInput(
                NUMERICAL_INPUT, FLOAT32, List.of((long) options.numNumericalFeatures())),
            new ModelInput(
                CATEGORICAL_INPUT,
                Optional.of(INT64),
                Optional.of(List.of((long) features)),
                options.hashIndices()
                    ? List.of()
                    : sizes.stream().map(Integer::longValue).toList()));
    categories = new CategoryCheck(List.copyOf(options.categoricalFeaturesInfo().keySet()), sizes);
    cardinalities = context.constant(sizes.stream().mapToLong(size -> size).toArray());
    tableOffsets = context.constant(tableOffsets(sizes));
    pairIndex = context.constant(pairIndex(features + 1));
    bottom = child("bottom_model", new Bottom(context, options));
    int interactions = concatenates() ? features * options.embeddingDim() : pairs(features + 1);
    top =
        child(
            "top_model",
            new Top(context, options.embeddingDim() + interactions, options.topMlpSizes()));
  }

  private boolean concatenates() {
    return options.interactionOp() == DlrmOptions.Interaction.CAT;
  }

  @Override
  public List<ModelInput> inputs() {
    return inputs;
  }

  @Override
  public void checkValues(TensorBatch batch) {
    if (!options.hashIndices()) {
      categories.check(batch, CATEGORICAL_INPUT);
    }
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    NDArray ids = inputs.tensor(CATEGORICAL_INPUT);
    if (options.hashIndices()) {
      ids = Operations.remainder(ids, cardinalities);
    }
    NDArray dense = bottom.layers.forward(inputs.tensor(NUMERICAL_INPUT));
    NDArray embeddings = bottom.embeddings.table.forward(Operations.add(ids, tableOffsets));
    NDArray hidden =
        top.layers.forward(
            Operations.concatenate(1, dense, interact(dense, embeddings, inputs.size())));
    NDArray logits = top.out.forward(hidden);
    return new ModelOutput(
        options.topMlpSizes().getLast() == 1 ? Operations.reshape(logits, inputs.size()) : logits,
        hidden);
  }

  private NDArray interact(NDArray dense, NDArray embeddings, long batch) {
    int features = options.categoricalFeaturesInfo().size();
    if (concatenates()) {
      return Operations.reshape(embeddings, batch, (long) features * options.embeddingDim());
    }
    NDArray vectors = Operations.concatenate(1, Operations.insertDimension(dense, 1), embeddings);
    int count = features + 1;
    NDArray products =
        Operations.reshape(
            Operations.rowProducts(context().lower(vectors, vectors.getManager())),
            batch,
            (long) count * count);
    // A gather of 351 pairs costs a fortieth of a product with a matrix that selects them.
    NDArray index =
        Operations.give(
            Operations.broadcast(pairIndex, new Shape(batch, pairs(count))), products.getManager());
    return Operations.gather(products, index, 1);
  }

  /** The index in the joint table of the first row of each feature. */
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

  /** The indexes of the strict lower triangle, row by row, in the flattened products. */
  private static long[] pairIndex(int vectors) {
    long[] index = new long[pairs(vectors)];
    int pair = 0;
    for (int row = 1; row < vectors; row++) {
      for (int column = 0; column < row; column++) {
        index[pair++] = (long) row * vectors + column;
      }
    }
    return index;
  }
}
