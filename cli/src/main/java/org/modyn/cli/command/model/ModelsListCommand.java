package org.modyn.cli.command.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.output.Times;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the models of a model storage. */
@Command(name = "list", header = "List trained models, the oldest first.")
final class ModelsListCommand implements Callable<Integer> {
  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE_ID",
      description = "Only the models of this pipeline. Default: all.")
  private Integer pipelineId;

  @Mixin private ModelStorageArguments modelStorage;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    ListModelsRequest.Builder request = ListModelsRequest.newBuilder();
    if (pipelineId != null) {
      request.setPipelineId(pipelineId);
    }
    List<ModelSummary> models = modelStorage.ask(channel -> list(channel, request.build()));
    output.print(() -> text(models), () -> json(models));
    return 0;
  }

  static List<ModelSummary> list(Channel channel, ListModelsRequest request) {
    List<ModelSummary> all = new ArrayList<>();
    ModelStorageGrpc.newBlockingStub(channel)
        .listModels(request)
        .forEachRemaining(message -> all.addAll(message.getModelsList()));
    return all;
  }

  static String text(List<ModelSummary> models) {
    TextTable table =
        TextTable.of(
            Column.number("id"),
            Column.number("pipeline"),
            Column.number("trigger"),
            Column.text("role"),
            Column.text("class"),
            Column.number("bytes"),
            Column.number("on disk"),
            Column.text("stored"));
    for (ModelSummary model : models) {
      table.add(
          Integer.toString(model.getModelId()),
          Integer.toString(model.getPipelineId()),
          Integer.toString(model.getTriggerId()),
          ModelsShowCommand.role(model),
          model.getModelClass(),
          Counts.text(model.getSizeBytes()),
          Counts.text(model.getStoredBytes()),
          Times.text(model.getStoredAt()));
    }
    return table.render();
  }

  private static ArrayNode json(List<ModelSummary> models) {
    ArrayNode list = JsonOutput.array();
    models.forEach(model -> list.add(ModelsShowCommand.json(model)));
    return list;
  }
}
