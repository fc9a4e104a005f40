package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import org.modyn.common.error.ModynException;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Operations;

/**
 * {@code torch.nn.CrossEntropyLoss}: for logits {@code [batch, classes]} and the number of the
 * right class the loss {@code -log(softmax(logits)[class])}.
 */
final class CrossEntropy implements Loss {
  private CrossEntropy() {}

  static Loss create(Settings configuration) {
    if (configuration.nonNegative("label_smoothing", 0) != 0) {
      throw ModynException.unimplemented(
          "%s.label_smoothing is not supported; leave it out", configuration.path());
    }
    return new CrossEntropy();
  }

  @Override
  public NDArray perSample(NDArray outputs, NDArray labels) {
    if (outputs.getShape().dimension() != 2
        || outputs.getShape().get(0) != labels.getShape().get(0)) {
      throw ModynException.invalidArgument(
          "CrossEntropyLoss needs an output for each class, but the model's outputs are %s for"
              + " labels %s",
          outputs.getShape(), labels.getShape());
    }
    long batch = labels.getShape().get(0);
    ClassLabels.check(labels, outputs.getShape().get(1));
    NDArray right =
        Operations.gather(
            Operations.logSoftmax(outputs, 1), Operations.reshape(labels, batch, 1), 1);
    return Operations.negate(Operations.reshape(right, batch));
  }
}
