package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modyn.ml.downsampling.IrreducibleLosses;

/**
 * The result of an {@link IrreducibleLossTraining}.
 *
 * @param modelId the stored model that the losses were computed with
 * @param log the field {@code rho_log} of the {@link TrainingLog}
 */
record IrreducibleLossResult(IrreducibleLosses losses, int modelId, ObjectNode log) {
  IrreducibleLossResult {
    requireNonNull(losses, "losses is null");
    requireNonNull(log, "log is null");
  }
}
