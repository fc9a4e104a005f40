package org.modyn.supervisor.trigger.ensemble;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Map;
import org.modyn.common.config.pipeline.trigger.EnsembleStrategyConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.BooleanExpression;

/** Combines the decisions of the parts of an ensemble. */
@FunctionalInterface
interface DecisionAggregation {
  /**
   * Returns whether the ensemble triggers.
   *
   * @param decisions of all parts, by their names
   */
  boolean triggers(Map<String, Boolean> decisions);

  /**
   * Creates an aggregation.
   *
   * @param names of the parts
   * @param policy whether expressions are allowed
   * @throws ModynException INVALID_ARGUMENT for an expression that is not allowed
   */
  static DecisionAggregation create(
      EnsembleStrategyConfig config, Collection<String> names, UserCodePolicy policy) {
    return switch (config) {
      case EnsembleStrategyConfig.MajorityVote _ ->
          decisions -> 2 * triggered(decisions) > decisions.size();
      case EnsembleStrategyConfig.AtLeastN(int n) -> decisions -> triggered(decisions) >= n;
      case EnsembleStrategyConfig.Custom(String function) -> {
        policy.requireExpressions("the ensemble strategy MajorityVote or AtLeastN");
        BooleanExpression expression = BooleanExpression.parse(function, names);
        yield decisions -> expression.evaluate(name -> requireNonNull(decisions.get(name)));
      }
    };
  }

  private static int triggered(Map<String, Boolean> decisions) {
    return Math.toIntExact(decisions.values().stream().filter(decided -> decided).count());
  }
}
