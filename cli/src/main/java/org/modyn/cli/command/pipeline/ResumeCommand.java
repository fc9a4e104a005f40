package org.modyn.cli.command.pipeline;

import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;

/** Resumes a paused pipeline. */
@Command(
    name = "resume",
    header = "Resume a paused pipeline.",
    description =
        "The pipeline continues where it was paused; a training that was stopped starts again."
            + " 'modyn status ID --follow' shows its progress.")
public final class ResumeCommand extends ContinuingCommand {
  @Override
  void requireFitting(int pipelineId, String status) {
    switch (status) {
      case "paused" -> {}
      case "failed", "stopped", "cancelled" ->
          throw ModynException.failedPrecondition(
              "pipeline %1$d is not paused but %2$s; 'modyn retry %1$d' continues it from its last"
                  + " position",
              pipelineId, status);
      default ->
          throw ModynException.failedPrecondition(
              "pipeline %d is not paused but %s", pipelineId, status);
    }
  }
}
