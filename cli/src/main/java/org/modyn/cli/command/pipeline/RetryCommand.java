package org.modyn.cli.command.pipeline;

import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;

/** Retries a pipeline that failed or was stopped. */
@Command(
    name = "retry",
    header = "Continue a pipeline that failed or was stopped.",
    description =
        "The pipeline continues from its last position: models that are stored and results that are"
            + " recorded are kept, and the training or evaluation that failed is repeated. 'modyn"
            + " status ID --follow' shows its progress.")
public final class RetryCommand extends ContinuingCommand {
  @Override
  void requireFitting(int pipelineId, String status) {
    switch (status) {
      case "failed", "stopped", "cancelled" -> {}
      case "paused" ->
          throw ModynException.failedPrecondition(
              "pipeline %1$d is paused; 'modyn resume %1$d' continues it", pipelineId);
      default ->
          throw ModynException.failedPrecondition(
              "pipeline %d has neither failed nor been stopped: it is %s", pipelineId, status);
    }
  }
}
