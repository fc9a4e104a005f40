package org.modyn.ml.model.text;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.nn.Initialization;

/** The sizes of a {@link DistilBert}; those of {@code distilbert-base-uncased} by default. */
record EncoderSizes(
    @Description("Different tokens") @Default("30522") @Minimum(2) int vocabSize,
    @Description("The longest text, in tokens") @Default("512") @Minimum(1)
        int maxPositionEmbeddings,
    @Description("Layers of the encoder") @Default("6") @Minimum(1) int layers,
    @Description("Elements of a token's vector") @Default("768") @Minimum(1) int dim,
    @Description("Heads of attention") @Default("12") @Minimum(1) int heads,
    @Description("Outputs of a layer's first fully connected layer") @Default("3072") @Minimum(1)
        int hiddenDim,
    @Description("Probability with which training sets an element to zero")
        @Default("0.1")
        @Minimum(0)
        double dropout,
    @Description("Probability with which training sets an attention weight to zero")
        @Default("0.1")
        @Minimum(0)
        double attentionDropout) {
  private static final double DEVIATION = 0.02;

  @Rule
  static void headsShareTheElements(int dim, int heads, Violations violations) {
    if (dim % heads != 0) {
      violations.add("dim", "must be a multiple of heads, %d, but is %d", heads, dim);
    }
  }

  @Rule
  static void dropoutLeavesSomething(
      double dropout, double attentionDropout, Violations violations) {
    if (dropout >= 1) {
      violations.add("dropout", "must be below 1, but is %s", dropout);
    }
    if (attentionDropout >= 1) {
      violations.add("attention_dropout", "must be below 1, but is %s", attentionDropout);
    }
  }

  /** As BERT's weights begin. */
  Initialization firstWeights() {
    return Initialization.normal(DEVIATION);
  }
}
