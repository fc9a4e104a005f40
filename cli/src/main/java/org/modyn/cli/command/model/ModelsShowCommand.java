package org.modyn.cli.command.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Fields;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.Times;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one model of a model storage. */
@Command(
    name = "show",
    header = "Show a model and its provenance.",
    description = "Its class and configuration, its provenance, its size and its checksum.")
final class ModelsShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL_ID", description = "The model's id.")
  private int modelId;

  @Mixin private ModelStorageArguments modelStorage;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    DescribeModelResponse model =
        modelStorage.ask(
            channel ->
                ModelStorageGrpc.newBlockingStub(channel)
                    .describeModel(DescribeModelRequest.newBuilder().setModelId(modelId).build()));
    output.print(() -> text(model), () -> json(model));
    return 0;
  }

  private static String text(DescribeModelResponse model) {
    ModelSummary summary = model.getSummary();
    String trainedSamples =
        summary.hasTrainedSamples() ? Counts.text(summary.getTrainedSamples()) : "not recorded";
    return new Fields()
            .add("model", summary.getModelId())
            .add("pipeline", summary.getPipelineId())
            .add("trigger", summary.getTriggerId())
            .add("role", role(summary))
            .add("class", summary.getModelClass())
            .add("size", Counts.text(summary.getSizeBytes()) + " bytes")
            .add("on disk", onDisk(summary))
            .add("sha256", checksum(summary.getChecksum()))
            .add("stored", Times.text(summary.getStoredAt()))
            .add("trained samples", trainedSamples)
            .add("path", model.getPath())
            .render()
        + "configuration: "
        + JsonOutput.render(parse(model.getHeader().getModelConfiguration()))
        + "\nprovenance: "
        + JsonOutput.render(parse(model.getHeader().getProvenance()))
        + "\n";
  }

  private static String onDisk(ModelSummary model) {
    String bytes = Counts.text(model.getStoredBytes()) + " bytes";
    return model.hasBaseModelId()
        ? bytes + ", the difference from model " + model.getBaseModelId()
        : bytes;
  }

  private static ObjectNode json(DescribeModelResponse model) {
    ObjectNode document = json(model.getSummary()).put("path", model.getPath());
    document.set("configuration", parse(model.getHeader().getModelConfiguration()));
    document.set("provenance", parse(model.getHeader().getProvenance()));
    return document;
  }

  static ObjectNode json(ModelSummary model) {
    Long trainedSamples = model.hasTrainedSamples() ? model.getTrainedSamples() : null;
    return JsonOutput.object()
        .put("id", model.getModelId())
        .put("pipeline_id", model.getPipelineId())
        .put("trigger_id", model.getTriggerId())
        .put("role", role(model))
        .put("class", model.getModelClass())
        .put("size_bytes", model.getSizeBytes())
        .put("stored_bytes", model.getStoredBytes())
        .put("base_model_id", model.hasBaseModelId() ? model.getBaseModelId() : null)
        .put("sha256", checksum(model.getChecksum()))
        .put("stored", Times.text(model.getStoredAt()))
        .put("trained_samples", trainedSamples);
  }

  /** What the model was trained for: {@code main} or {@code irreducible_loss}. */
  static String role(ModelSummary model) {
    return model.getRole().name().toLowerCase(Locale.ROOT);
  }

  /** A checksum in the format of {@code sha256sum}. */
  static String checksum(ByteString checksum) {
    return HexFormat.of().formatHex(checksum.toByteArray());
  }

  private static JsonNode parse(JsonString text) {
    return JsonOutput.parse("the model storage", text.getValue());
  }
}
