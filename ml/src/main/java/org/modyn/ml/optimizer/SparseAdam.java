package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.tensor.SparseRows;

/**
 * Adam for embeddings with sparse gradients, as {@code torch.optim.SparseAdam}: a step changes only
 * the rows of the batch and their state. The bias corrections use the number of steps of the whole
 * table. The state is {@code exp_avg} and {@code exp_avg_sq}.
 */
final class SparseAdam extends MomentRule {
  private static final String AVERAGE = "exp_avg";
  private static final String AVERAGE_SQUARE = "exp_avg_sq";

  private final RowCoalescer coalescer;
  private final Scalar epsilon;
  private final Scalar stepSize;

  SparseAdam(NDManager manager, SparseAdamOptions options) {
    super(manager, options.lr(), options.averages(), WeightDecay.NONE, options.maximize());
    this.coalescer = new RowCoalescer(manager);
    this.epsilon = scalar(options.averages().eps());
    this.stepSize = scalar(0);
  }

  @Override
  protected boolean takesSparseGradients() {
    return true;
  }

  @Override
  protected List<String> arrays() {
    return List.of(AVERAGE, AVERAGE_SQUARE);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    if (!Operations.isSparse(gradient)) {
      throw ModynException.invalidArgument(
          "SparseAdam needs sparse gradients, but that of %s is dense; use Adam for it, or an"
              + " embedding with sparse gradients",
          state.name());
    }
    SparseRows rows = coalescer.coalesce(gradient);
    if (rows.isEmpty()) {
      return;
    }
    NDArray change = average(rows, state.array(AVERAGE));
    NDArray square = averageSquare(rows, state.array(AVERAGE_SQUARE));
    double squareCorrection = Math.sqrt(squares().correction(state.steps()));
    stepSize.set(-learningRate() * squareCorrection / gradients().correction(state.steps()));
    NDArray divisor = Operations.squareRoot(square);
    Operations.addInPlace(divisor, epsilon.array());
    Operations.divideInPlace(change, divisor);
    Operations.multiplyInPlace(change, stepSize.array());
    rows.addTo(state.parameter(), change);
  }

  /** Adds the gradient to the average of its rows; returns the new average of these rows. */
  private NDArray average(SparseRows rows, NDArray average) {
    NDArray former = rows.select(average);
    NDArray change = Operations.subtract(rows.values(), former);
    Operations.multiplyInPlace(change, gradients().added());
    rows.addTo(average, change);
    Operations.addInPlace(change, former);
    return change;
  }

  /** As {@link #average}, of the squared gradient. */
  private NDArray averageSquare(SparseRows rows, NDArray average) {
    NDArray former = rows.select(average);
    NDArray change = Operations.multiply(rows.values(), rows.values());
    Operations.subtractInPlace(change, former);
    Operations.multiplyInPlace(change, squares().added());
    rows.addTo(average, change);
    Operations.addInPlace(change, former);
    return change;
  }
}
