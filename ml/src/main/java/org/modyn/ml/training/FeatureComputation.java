package org.modyn.ml.training;

import ai.djl.ndarray.NDArray;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowException;

/** Computes the {@linkplain SampleFeature features} of a batch from the outputs of the model. */
final class FeatureComputation {
  /** Added to probabilities, whose logarithm would not be finite at 0. */
  private static final float SMALL_PROBABILITY = 1e-6f;

  private FeatureComputation() {}

  /**
   * Computes a feature. That of {@link SampleFeature#REDUCIBLE_LOSS} is the loss, from which the
   * caller subtracts the irreducible loss.
   *
   * @param output in a manager that also owns the result
   * @param labels of the batch
   * @return {@code [batch, width]}, float32
   * @throws RowException when a label is not valid for the loss
   * @throws ModynException INVALID_ARGUMENT when the loss does not fit the outputs;
   *     FAILED_PRECONDITION when the model has no embedding
   */
  static NDArray of(SampleFeature feature, ModelOutput output, Labels labels, Loss loss) {
    NDArray logits = output.logits();
    long batch = labels.size();
    return switch (feature) {
      case NONE -> throw new IllegalArgumentException("there is nothing to compute");
      case LOSS, REDUCIBLE_LOSS -> Operations.reshape(loss.perSample(logits, labels), batch, 1);
      case GRADIENT_NORM ->
          Operations.reshape(Operations.norm(logitGradients(logits, labels, loss), 1), batch, 1);
      case LOGIT_GRADIENT -> logitGradients(logits, labels, loss);
      case LAST_LAYER_GRADIENT ->
          lastLayerGradients(
              logitGradients(logits, labels, loss), embedding(feature, output, batch));
      case EMBEDDING -> embedding(feature, output, batch);
      case LEAST_CONFIDENCE -> leastConfidence(rows(logits, batch));
      case ENTROPY -> negativeEntropy(probabilities(rows(logits, batch)));
      case MARGIN -> margin(probabilities(rows(logits, batch)));
    };
  }

  private static NDArray rows(NDArray array, long batch) {
    return Operations.reshape(Operations.toFloat(array), batch, -1);
  }

  private static NDArray embedding(SampleFeature feature, ModelOutput output, long batch) {
    if (!output.hasEmbedding()) {
      throw ModynException.failedPrecondition(
          "downsampling needs the %s of samples, but the model has no embedding: let the"
              + " TorchScript program return the input of its last layer as a second output",
          feature.description());
    }
    return rows(output.embedding(), batch);
  }

  private static NDArray logitGradients(NDArray logits, Labels labels, Loss loss) {
    return rows(loss.outputGradients(Operations.toFloat(logits), labels), labels.size());
  }

  /** The bias's gradient is that of the logits; the weights' its outer product with the input. */
  private static NDArray lastLayerGradients(NDArray gradients, NDArray embedding) {
    NDArray products =
        Operations.multiply(
            Operations.insertDimension(gradients, 2), Operations.insertDimension(embedding, 1));
    return Operations.concatenate(1, gradients, rows(products, gradients.getShape().get(0)));
  }

  private static NDArray leastConfidence(NDArray logits) {
    return isBinary(logits) ? Operations.absolute(logits) : Operations.largest(logits, 1);
  }

  private static boolean isBinary(NDArray logits) {
    return logits.getShape().get(1) == 1;
  }

  private static NDArray probabilities(NDArray logits) {
    if (!isBinary(logits)) {
      return LayerOperations.softmax(logits, 1);
    }
    NDArray ofOne = LayerOperations.sigmoid(logits);
    NDArray ofZero = LayerOperations.sigmoid(Operations.negate(logits));
    return Operations.concatenate(1, ofZero, ofOne);
  }

  private static NDArray negativeEntropy(NDArray probabilities) {
    NDArray positive =
        Operations.add(probabilities, probabilities.getManager().create(SMALL_PROBABILITY));
    NDArray terms = Operations.multiply(Operations.logarithm(positive), probabilities);
    return Operations.insertDimension(Operations.sum(terms, 1), 1);
  }

  private static NDArray margin(NDArray probabilities) {
    NDArray two = Operations.largest(probabilities, 2, 1);
    return Operations.subtract(Operations.slice(two, 1, 0, 1), Operations.slice(two, 1, 1, 2));
  }
}
