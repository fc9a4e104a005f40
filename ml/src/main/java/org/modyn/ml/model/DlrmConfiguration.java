package org.modyn.ml.model;

import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.settings.Settings;

/**
 * What a {@link Dlrm} looks like. The keys are those of the original Modyn.
 *
 * @param numericalFeatures {@code num_numerical_features}, at least 1
 * @param categoricalFeatures the keys of {@code categorical_features_info}, in their order: the
 *     columns of the categorical input
 * @param cardinalities for each of them, how many ids it has; limited by {@code max_table_size}
 * @param embeddingDimension {@code embedding_dim}
 * @param bottomSizes {@code bottom_mlp_sizes}: the layers' outputs, the last as large as an
 *     embedding
 * @param topSizes {@code top_mlp_sizes}: the layers' outputs; the last is the model's
 * @param hashIndices {@code hash_indices}: ids are taken modulo the cardinality instead of refused
 */
record DlrmConfiguration(
    int numericalFeatures,
    List<String> categoricalFeatures,
    List<Integer> cardinalities,
    int embeddingDimension,
    List<Integer> bottomSizes,
    List<Integer> topSizes,
    boolean hashIndices) {

  DlrmConfiguration {
    categoricalFeatures = List.copyOf(categoricalFeatures);
    cardinalities = List.copyOf(cardinalities);
    bottomSizes = List.copyOf(bottomSizes);
    topSizes = List.copyOf(topSizes);
  }

  static DlrmConfiguration read(Settings settings) {
    int numericalFeatures = settings.whole("num_numerical_features", 1);
    int largestTable = settings.whole("max_table_size", 1, Integer.MAX_VALUE);
    Settings features = settings.section("categorical_features_info");
    List<String> names = List.copyOf(features.keys());
    List<Integer> cardinalities = new ArrayList<>();
    names.forEach(name -> cardinalities.add(Math.min(features.whole(name, 1), largestTable)));
    if (names.isEmpty()) {
      throw settings.error("categorical_features_info", "at least one feature is needed");
    }
    int embeddingDimension = settings.whole("embedding_dim", 1);
    List<Integer> bottomSizes = settings.wholes("bottom_mlp_sizes", 1);
    if (bottomSizes.isEmpty() || bottomSizes.getLast() != embeddingDimension) {
      throw settings.error(
          "bottom_mlp_sizes",
          bottomSizes
              + " must end with embedding_dim, "
              + embeddingDimension
              + ", because its output is multiplied with the embeddings");
    }
    List<Integer> topSizes = settings.wholes("top_mlp_sizes", 1);
    if (topSizes.isEmpty()) {
      throw settings.error("top_mlp_sizes", "at least the size of the output is needed");
    }
    boolean hashIndices = settings.flag("hash_indices", false);
    // these choose between implementations of the same function in the original
    settings.choice(
        "embedding_type", List.of("joint", "joint_sparse", "joint_fused", "multi_table"), "joint");
    settings.choice("interaction_op", List.of("dot", "cuda_dot"), "dot");
    settings.flag("use_cpp_mlp", false);
    settings.rejectUnknown();
    return new DlrmConfiguration(
        numericalFeatures,
        names,
        cardinalities,
        embeddingDimension,
        bottomSizes,
        topSizes,
        hashIndices);
  }
}
