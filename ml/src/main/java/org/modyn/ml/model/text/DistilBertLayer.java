package org.modyn.ml.model.text;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.Attention;
import org.modyn.ml.nn.Dropout;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.LayerNorm;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.Operations;

/**
 * A layer of {@link DistilBert}: attention, then two fully connected layers, each with the sum of
 * input and output normalized.
 */
final class DistilBertLayer extends Module {
  private static final class SelfAttention extends Module {
    private final Linear queries;
    private final Linear keys;
    private final Linear values;
    private final Attention attention;
    private final Linear output;

    SelfAttention(ModelContext context, EncoderSizes sizes) {
      super(context);
      queries = child("q_lin", linear(context, sizes, sizes.dim(), sizes.dim()));
      keys = child("k_lin", linear(context, sizes, sizes.dim(), sizes.dim()));
      values = child("v_lin", linear(context, sizes, sizes.dim(), sizes.dim()));
      attention =
          child(
              "attention",
              new Attention(context, sizes.dim(), sizes.heads(), sizes.attentionDropout()));
      output = child("out_lin", linear(context, sizes, sizes.dim(), sizes.dim()));
    }

    NDArray forward(NDArray hidden, NDArray mask) {
      return output.forward(
          attention.forward(
              queries.forward(hidden), keys.forward(hidden), values.forward(hidden), mask));
    }
  }

  private static final class FeedForward extends Module {
    private final Linear inner;
    private final Activation activation;
    private final Linear output;
    private final Dropout dropout;

    FeedForward(ModelContext context, EncoderSizes sizes) {
      super(context);
      inner = child("lin1", linear(context, sizes, sizes.dim(), sizes.hiddenDim()));
      activation = child("activation", new Activation(context, Activation.Function.GELU));
      output = child("lin2", linear(context, sizes, sizes.hiddenDim(), sizes.dim()));
      dropout = child("dropout", new Dropout(context, sizes.dropout()));
    }

    NDArray forward(NDArray hidden) {
      return dropout.forward(output.forward(activation.forward(inner.forward(hidden))));
    }
  }

  private final SelfAttention attention;
  private final LayerNorm attentionNorm;
  private final FeedForward feedForward;
  private final LayerNorm outputNorm;

  DistilBertLayer(ModelContext context, EncoderSizes sizes) {
    super(context);
    attention = child("attention", new SelfAttention(context, sizes));
    attentionNorm = child("sa_layer_norm", new LayerNorm(context, sizes.dim(), DistilBert.EPSILON));
    feedForward = child("ffn", new FeedForward(context, sizes));
    outputNorm =
        child("output_layer_norm", new LayerNorm(context, sizes.dim(), DistilBert.EPSILON));
  }

  private static Linear linear(
      ModelContext context, EncoderSizes sizes, long inputs, long outputs) {
    return new Linear(context, inputs, outputs, sizes.firstWeights(), Initialization.zeros());
  }

  /**
   * @param hidden {@code [batch, length, dim]}
   * @param mask see {@link Attention#forward}
   */
  NDArray forward(NDArray hidden, NDArray mask) {
    NDArray attended =
        attentionNorm.forward(Operations.add(hidden, attention.forward(hidden, mask)));
    return outputNorm.forward(Operations.add(attended, feedForward.forward(attended)));
  }
}
