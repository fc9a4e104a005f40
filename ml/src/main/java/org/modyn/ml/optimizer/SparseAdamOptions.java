package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Options of {@link SparseAdam}, with the names and defaults of {@code torch.optim.SparseAdam}. */
@Name("SparseAdam")
@Description("Adam that changes only the rows of the batch, for embeddings with sparse gradients")
public record SparseAdamOptions(
    @Description("Learning rate") @Default("0.001") @Minimum(0) @Example("0.001") double lr,
    @Inline AdamAverages averages,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize)
    implements OptimizerOptions {

  @Rule
  static void nothingIsZero(double lr, double eps, Violations violations) {
    if (lr == 0) {
      violations.add("lr", "must be above 0");
    }
    if (eps == 0) {
      violations.add("eps", "must be above 0");
    }
  }

  @Override
  public UpdateRule createRule(NDManager manager) {
    return new SparseAdam(manager, this);
  }
}
