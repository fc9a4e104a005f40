package org.modyn.common.config.pipeline.trigger;

import java.util.Collection;
import java.util.Map;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.BooleanExpression;
import org.modyn.common.function.expression.Expression;

/** Triggers when enough of several triggers fire. */
@Description("Triggers when enough of several triggers fire")
@Name("EnsembleTrigger")
public record EnsembleTriggerConfig(
    @Description("The triggers, by names of your choice")
        @NonEmpty
        @Example(
            "{daily: {id: TimeTrigger, every: 1d}, amount: {id: DataAmountTrigger, num_samples:"
                + " 1000}}")
        Map<String, TriggerConfig> subtriggers,
    @Description("How the decisions of the triggers are combined")
        EnsembleStrategyConfig ensembleStrategy)
    implements TriggerConfig {

  public EnsembleTriggerConfig {
    subtriggers = InOrder.copyOf(subtriggers);
  }

  @Rule
  static void enoughTriggers(
      @At("subtriggers[].id") Map<String, String> subtriggers,
      @At("ensemble_strategy.n") int n,
      Violations violations) {
    if (n > subtriggers.size()) {
      violations.add(
          "ensemble_strategy.n",
          "must be at most the number of subtriggers, %d, but is %d",
          subtriggers.size(),
          n);
    }
  }

  @Rule
  static void theFunctionCombinesTheTriggers(
      @At("subtriggers[].id") Map<String, String> subtriggers,
      @At("ensemble_strategy.aggregation_function") String function,
      Violations violations) {
    try {
      BooleanExpression.parse(function, subtriggers.keySet());
    } catch (ModynException e) {
      violations.add(
          "ensemble_strategy.aggregation_function",
          "%s",
          Expression.isPythonFunction(function)
              ? pythonIsNotRun(function, subtriggers.keySet())
              : e.getMessage());
    }
  }

  private static String pythonIsNotRun(String function, Collection<String> names) {
    return BooleanExpression.ofPython(function, names)
        .map(equivalent -> "Python functions are not run; the same is: " + equivalent.toSource())
        .orElse(
            "Python functions are not run; write the names of the subtriggers with and, or, not"
                + " and parentheses, as in "
                + String.join(" or ", names));
  }
}
