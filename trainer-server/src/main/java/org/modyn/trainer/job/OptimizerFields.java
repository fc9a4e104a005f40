package org.modyn.trainer.job;

import java.util.List;
import java.util.Locale;
import org.modyn.common.config.FieldProblem;
import org.modyn.ml.optimizer.Optimizers;

/**
 * Translates field paths of optimizers: a request has them by name, as {@code
 * training.optimizers.default}, while a pipeline file has a list, {@code training.optimizers[0]},
 * in the same order.
 */
final class OptimizerFields {
  private static final String OPTIMIZERS = "training.optimizers";

  private OptimizerFields() {}

  /**
   * Returns the problems with their fields as in a pipeline file.
   *
   * @param optimizers JSON, by name
   */
  static List<FieldProblem> byPosition(String optimizers, List<FieldProblem> problems) {
    if (problems.isEmpty()) {
      return List.of();
    }
    List<String> names = Optimizers.names(optimizers);
    return problems.stream().map(problem -> byPosition(names, problem)).toList();
  }

  private static FieldProblem byPosition(List<String> names, FieldProblem problem) {
    for (int position = 0; position < names.size(); position++) {
      String name = OPTIMIZERS + "." + names.get(position);
      String field = problem.field();
      if (field.equals(name) || field.startsWith(name + ".")) {
        return new FieldProblem(
            String.format(
                Locale.ROOT, "%s[%d]%s", OPTIMIZERS, position, field.substring(name.length())),
            problem.message());
      }
    }
    return problem;
  }
}
