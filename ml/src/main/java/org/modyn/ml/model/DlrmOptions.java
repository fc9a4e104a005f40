package org.modyn.ml.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link Dlrm}, with the original's keys. */
@Name("DLRM")
@Description("Deep learning recommendation model: numbers and categories to one or more logits")
public record DlrmOptions(
    @Description("Columns of numerical_input") @Minimum(1) @Example("13") int numNumericalFeatures,
    @Description(
            "The categorical features, in the order of the columns of categorical_input, each with"
                + " the number of its ids")
        @NonEmpty
        @Example("{cat_0: 1000, cat_1: 500}")
        Map<String, Integer> categoricalFeaturesInfo,
    @Description("Elements of an embedding") @Minimum(1) @Example("16") int embeddingDim,
    @Description("Outputs of the layers that the numbers go through; the last one is embedding_dim")
        @NonEmpty
        @Example("[64, 16]")
        List<Integer> bottomMlpSizes,
    @Description("Outputs of the layers after the interaction; the last one is the model's")
        @NonEmpty
        @Example("[64, 1]")
        List<Integer> topMlpSizes,
    @Description("Maximum number of rows of a feature's embedding table; larger ones are cut")
        @Minimum(1)
        Optional<Integer> maxTableSize,
    @Description("Whether ids are taken modulo the number of ids instead of refused")
        @Default("false")
        boolean hashIndices,
    @Description("Interaction of the features: dot (products of all pairs) or cat (concatenation)")
        @Default("dot")
        Interaction interactionOp,
    @Description("Accepted; all types are the same function, and computed alike") @Default("joint")
        EmbeddingType embeddingType,
    @Description("Accepted; layers are computed alike") @Default("false") boolean useCppMlp)
    implements ModelOptions {

  /** How the vectors of the features meet. */
  public enum Interaction {
    /** Products of all pairs. */
    DOT,
    /** The original's name of the same on a GPU. */
    CUDA_DOT,
    /** One after the other. */
    CAT
  }

  /** The original's implementations of the embedding lookup. */
  public enum EmbeddingType {
    JOINT,
    JOINT_SPARSE,
    JOINT_FUSED,
    MULTI_TABLE
  }

  public DlrmOptions {
    categoricalFeaturesInfo =
        Collections.unmodifiableMap(new LinkedHashMap<>(categoricalFeaturesInfo));
    bottomMlpSizes = List.copyOf(bottomMlpSizes);
    topMlpSizes = List.copyOf(topMlpSizes);
  }

  @Rule
  static void featuresHaveIds(Map<String, Integer> categoricalFeaturesInfo, Violations violations) {
    categoricalFeaturesInfo.forEach(
        (feature, ids) -> {
          if (ids < 1) {
            violations.add(
                "categorical_features_info." + feature, "must be at least 1, but is %d", ids);
          }
        });
  }

  @Rule
  static void layersHaveOutputs(
      List<Integer> bottomMlpSizes, List<Integer> topMlpSizes, Violations violations) {
    if (bottomMlpSizes.stream().anyMatch(size -> size < 1)) {
      violations.add("bottom_mlp_sizes", "must be sizes of at least 1");
    }
    if (topMlpSizes.stream().anyMatch(size -> size < 1)) {
      violations.add("top_mlp_sizes", "must be sizes of at least 1");
    }
  }

  @Rule
  static void theBottomEndsAsAnEmbedding(
      int embeddingDim, List<Integer> bottomMlpSizes, Violations violations) {
    if (bottomMlpSizes.getLast() != embeddingDim) {
      violations.add(
          "bottom_mlp_sizes",
          "must end with embedding_dim, %d, because its output is multiplied with the embeddings",
          embeddingDim);
    }
  }

  /** The number of ids of each feature, in the order of the features. */
  List<Integer> cardinalities() {
    return categoricalFeaturesInfo.values().stream()
        .map(ids -> Math.min(ids, maxTableSize.orElse(Integer.MAX_VALUE)))
        .toList();
  }

  @Override
  public DlrmOptions withTablesOfAtMost(int rows) {
    return cardinalities().stream().allMatch(ids -> ids <= rows)
        ? this
        : RecordCopy.with(this, Map.of("maxTableSize", Optional.of(rows)));
  }

  @Override
  public Dlrm create(ModelContext context) {
    return new Dlrm(context, this);
  }
}
