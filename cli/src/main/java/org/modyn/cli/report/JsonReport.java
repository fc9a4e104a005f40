package org.modyn.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.OptionalDouble;
import org.modyn.cli.output.JsonOutput;

/** A result as one JSON document for programs. Times are ISO 8601, UTC; unknown values are null. */
public final class JsonReport {
  private JsonReport() {}

  public static ObjectNode document(RunSummary summary) {
    PipelineResult result = summary.result();
    ObjectNode document = JsonOutput.object();
    document.put("pipeline", summary.pipelineName());
    document.put("pipeline_id", summary.pipelineId());
    ObjectNode firstModel = document.putObject("first_model");
    firstModel.put("trigger_number", result.firstModelTrigger());
    firstModel.put("trigger_id", result.firstModel().map(CompletedTrigger::triggerId).orElse(null));
    firstModel.put("model_id", result.firstModel().map(CompletedTrigger::modelId).orElse(null));
    ArrayNode windows = document.putArray("windows");
    for (ResultRow row : result.rows()) {
      ObjectNode window = windows.addObject();
      window.put("start", row.start().toString());
      window.put("end", row.end().map(Instant::toString).orElse(null));
      window.put("trigger_id", row.triggerId());
      window.put("model_id", row.modelId());
      window.put("samples_trained", row.samplesTrained());
      window.put("seconds", row.seconds());
      ObjectNode metrics = window.putObject("metrics");
      result.metrics().forEach(name -> put(metrics.putObject(name), row.metric(name)));
    }
    ObjectNode means = document.putObject("means");
    for (String metric : result.metrics()) {
      ObjectNode mean = means.putObject(metric);
      mean.put("windows", result.comparedRows(metric).size());
      put(mean, result.mean(metric));
    }
    document.put("triggers", result.triggers().size());
    document.put("samples_trained", result.samplesTrained());
    document.put("training_seconds", result.trainingSeconds());
    document.put("seconds", summary.seconds());
    ArrayNode notes = document.putArray("notes");
    result.notes().forEach(notes::add);
    document.put("log_path", summary.logPath());
    document.put("report_path", summary.reportPath().orElse(null));
    return document;
  }

  private static void put(ObjectNode node, MetricComparison comparison) {
    node.put("newest", nullable(comparison.newest()));
    node.put("first_model", nullable(comparison.firstModel()));
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
