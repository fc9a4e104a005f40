package org.modyn.supervisor.evaluation.writer;

import java.util.List;
import org.modyn.supervisor.evaluation.EvaluationResult;

/** Writes evaluation results in one format. */
interface ResultWriter {
  /**
   * Writes results, and replaces those of an earlier call.
   *
   * @param results all results of the pipeline
   * @throws org.modyn.common.error.ModynException when a file cannot be written
   */
  void write(List<EvaluationResult> results);
}
