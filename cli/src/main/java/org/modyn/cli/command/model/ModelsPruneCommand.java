package org.modyn.cli.command.model;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.Confirmation;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes the models of a pipeline that a rule does not keep. */
@Command(
    name = "prune",
    header = "Delete all models of a pipeline but some.",
    description =
        "Keeps the newest models, and those of every Nth trigger. A pipeline that is running or"
            + " paused still evaluates its models: prune it when it is completed, or keep as many"
            + " as it evaluates.")
final class ModelsPruneCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE_ID",
      required = true,
      description = "The pipeline.")
  private int pipelineId;

  @Option(
      names = "--newest",
      paramLabel = "N",
      required = true,
      description = "Keep the models of the last N triggers; at least 1.")
  private int newest;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Keep also the models of triggers 0, N, 2N, ...")
  private int every;

  @Option(names = "--dry-run", description = "Only print what would be deleted.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private ModelStorageArguments modelStorage;

  @Override
  public Integer call() {
    ModelRetention retention = new ModelRetention(newest, every);
    return modelStorage.ask(channel -> prune(channel, retention));
  }

  private int prune(Channel channel, ModelRetention retention) {
    List<ModelSummary> models =
        ModelsListCommand.list(
            channel, ListModelsRequest.newBuilder().setPipelineId(pipelineId).build());
    if (models.isEmpty()) {
      throw ModynException.notFound("pipeline %s has no models", pipelineId);
    }
    List<ModelSummary> expired = retention.expired(models);
    String summary =
        "%s of %s models of pipeline %s, %s bytes"
            .formatted(
                Counts.text(expired.size()),
                Counts.text(models.size()),
                pipelineId,
                Counts.text(expired.stream().mapToLong(ModelSummary::getStoredBytes).sum()));
    PrintWriter output = command.commandLine().getOut();
    if (dryRun) {
      output.print(ModelsListCommand.text(expired));
      output.printf("would be deleted: %s%n", summary);
      output.flush();
      return 0;
    }
    if (!yes && !expired.isEmpty()) {
      Confirmation.require(
          "delete " + summary,
          () -> "This deletes %s.".formatted(summary),
          Integer.toString(pipelineId),
          "the pipeline's id");
    }
    expired.forEach(model -> ModelsDeleteCommand.delete(channel, model.getModelId()));
    output.printf("deleted: %s%n", summary);
    output.flush();
    return 0;
  }
}
