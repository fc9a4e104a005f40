package org.modyn.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.modyn.cli.output.Fields;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.output.Times;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.TrainingProgress;

/** Formats pipelines for {@code modyn pipelines} and {@code modyn status}. */
public final class PipelineOutput {
  private static final String UNKNOWN = "-";

  private PipelineOutput() {}

  public static String text(List<PipelineSummary> pipelines) {
    TextTable table =
        TextTable.of(
            Column.number("id"),
            Column.text("name"),
            Column.text("status"),
            Column.text("started"),
            Column.number("triggers"),
            Column.text("details"));
    for (PipelineSummary pipeline : pipelines) {
      table.add(
          Integer.toString(pipeline.getPipelineId()),
          pipeline.getName(),
          pipeline.getStatus(),
          Times.text(pipeline.getStartedAt()),
          triggers(pipeline),
          pipeline.hasWaitingFor() ? "waits " + waiting(pipeline) : pipeline.getError());
    }
    return table.render();
  }

  public static ArrayNode json(List<PipelineSummary> pipelines) {
    ArrayNode list = JsonOutput.array();
    pipelines.forEach(pipeline -> list.add(json(pipeline)));
    return list;
  }

  public static String text(DescribePipelineResponse description) {
    PipelineSummary pipeline = description.getSummary();
    Fields fields =
        new Fields()
            .add("pipeline", pipeline.getPipelineId() + " (" + pipeline.getName() + ")")
            .add("status", pipeline.getStatus())
            .add("started", Times.text(pipeline.getStartedAt()));
    if (pipeline.hasEndedAt()) {
      fields.add("ended", Times.text(pipeline.getEndedAt()));
    }
    if (pipeline.hasWaitingFor()) {
      fields.add("waits", waiting(pipeline));
    }
    if (pipeline.hasError()) {
      fields.add("error", pipeline.getError());
    }
    if (description.hasProgress()) {
      PipelineProgress progress = description.getProgress();
      fields.add("stage", progress.getStage().isEmpty() ? UNKNOWN : progress.getStage());
      if (progress.hasTraining()) {
        fields.add("training", TrainingOutput.text(progress.getTraining()));
      }
    }
    fields.add("triggers", triggers(pipeline));
    if (description.hasProgress()) {
      PipelineProgress progress = description.getProgress();
      fields.add(
          "evaluations",
          progress.getEvaluationsDone() + " of " + progress.getEvaluationsPlanned() + " planned");
    }
    return fields
        .add("log", pipeline.getLogPath().isEmpty() ? UNKNOWN : pipeline.getLogPath())
        .render();
  }

  public static ObjectNode json(DescribePipelineResponse description) {
    ObjectNode document = json(description.getSummary());
    if (!description.hasProgress()) {
      return document.putNull("progress");
    }
    PipelineProgress progress = description.getProgress();
    ObjectNode node = document.putObject("progress");
    node.put("stage", progress.getStage());
    if (progress.hasTraining()) {
      TrainingProgress training = progress.getTraining();
      ObjectNode trainingNode =
          node.putObject("training")
              .put("id", training.getTrainingId())
              .put("running", training.getRunning())
              .put("samples_seen", training.getSamplesSeen())
              .put("total_samples", training.getTotalSamples());
      TrainingOutput.addMeasures(trainingNode, training.getMeasures());
    } else {
      node.putNull("training");
    }
    node.put("evaluations_planned", progress.getEvaluationsPlanned());
    node.put("evaluations_done", progress.getEvaluationsDone());
    return document;
  }

  private static ObjectNode json(PipelineSummary pipeline) {
    return JsonOutput.object()
        .put("id", pipeline.getPipelineId())
        .put("name", pipeline.getName())
        .put("status", pipeline.getStatus())
        .put("started", Times.text(pipeline.getStartedAt()))
        .put("ended", pipeline.hasEndedAt() ? Times.text(pipeline.getEndedAt()) : null)
        .put("triggers", pipeline.hasTriggers() ? pipeline.getTriggers() : null)
        .put("error", pipeline.hasError() ? pipeline.getError() : null)
        .put("waiting_for", pipeline.hasWaitingFor() ? pipeline.getWaitingFor() : null)
        .put(
            "waiting_since",
            pipeline.hasWaitingSince() ? Times.text(pipeline.getWaitingSince()) : null)
        .put("log_path", pipeline.getLogPath());
  }

  private static String waiting(PipelineSummary pipeline) {
    return "since %s: %s"
        .formatted(Times.text(pipeline.getWaitingSince()), pipeline.getWaitingFor());
  }

  private static String triggers(PipelineSummary pipeline) {
    return pipeline.hasTriggers() ? Integer.toString(pipeline.getTriggers()) : UNKNOWN;
  }
}
