package org.modyn.cli.command.model;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.Confirmation;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes models of a model storage. */
@Command(
    name = "delete",
    header = "Delete trained models.",
    description =
        "Models that are stored as differences from a deleted one remain. A pipeline that is"
            + " running or paused needs its last model, and those that it has still to evaluate.")
final class ModelsDeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "MODEL_ID", description = "The ids of the models.", arity = "1..*")
  private List<Integer> modelIds;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private ModelStorageArguments modelStorage;

  @Override
  public Integer call() {
    if (!yes) {
      Confirmation.require(
          modelIds.size() == 1
              ? "delete model " + modelIds.getFirst()
              : "delete %s models".formatted(modelIds.size()),
          () -> "Deleted models cannot be restored.",
          "delete",
          "'delete'");
    }
    PrintWriter output = command.commandLine().getOut();
    modelStorage.ask(
        channel -> {
          for (int modelId : modelIds) {
            delete(channel, modelId);
            output.printf("model %s deleted%n", modelId);
            output.flush();
          }
          return modelIds.size();
        });
    return 0;
  }

  /**
   * @throws ModynException NOT_FOUND when there is no such model
   */
  static void delete(Channel channel, int modelId) {
    DeleteModelRequest request = DeleteModelRequest.newBuilder().setModelId(modelId).build();
    if (!ModelStorageGrpc.newBlockingStub(channel).deleteModel(request).getSuccess()) {
      throw ModynException.notFound("there is no model %s", modelId);
    }
  }
}
