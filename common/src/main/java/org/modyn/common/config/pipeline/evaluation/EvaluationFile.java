package org.modyn.common.config.pipeline.evaluation;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.schema.Description;

/** A file with the evaluation section of a pipeline file alone. */
@Description("How to evaluate the models of a pipeline that has been trained already")
public record EvaluationFile(
    @Description("How to evaluate the models of a pipeline") EvaluationConfig evaluation) {
  public EvaluationFile {
    requireNonNull(evaluation, "evaluation is null");
  }
}
