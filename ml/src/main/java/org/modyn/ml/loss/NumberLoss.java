package org.modyn.ml.loss;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.function.BinaryOperator;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * A loss that compares a sample's only output with its label as a number.
 *
 * <p>Outputs {@code [batch, 1]} count as {@code [batch]}: compared with labels {@code [batch]} as
 * they are, the engine would compare each output with each label.
 */
final class NumberLoss implements Loss {
  private final String name;
  private final Labels.Range range;
  private final BinaryOperator<NDArray> formula;

  /**
   * @param formula of outputs and targets, each {@code [batch]} float32, to losses {@code [batch]}
   */
  NumberLoss(String name, Labels.Range range, BinaryOperator<NDArray> formula) {
    this.name = requireNonNull(name, "name is null");
    this.range = requireNonNull(range, "range is null");
    this.formula = requireNonNull(formula, "formula is null");
  }

  @Override
  public NDArray perSample(NDArray outputs, Labels labels) {
    long batch = labels.size();
    if (outputs.size() != batch || outputs.getShape().get(0) != batch) {
      throw ModynException.invalidArgument(
          "%s needs one output a sample, but the model's outputs are %s for labels %s",
          name, outputs.getShape(), labels.array().getShape());
    }
    labels.requireWithin(range, name);
    NDArray values = Operations.toFloat(outputs);
    if (outputs.getShape().dimension() != 1) {
      values = Operations.reshape(values, batch);
    }
    return formula.apply(values, Operations.convert(labels.array(), TensorDataType.FLOAT32));
  }
}
