package org.modyn.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.OptionalDouble;
import org.modyn.cli.output.JsonOutput;

/**
 * A result as one JSON document for programs. Times are ISO 8601, UTC; what is not known is null.
 */
public final class JsonReport {
  private JsonReport() {}

  public static ObjectNode document(RunSummary summary) {
    PipelineResult result = summary.result();
    ObjectNode document = JsonOutput.object();
    document.put("pipeline", summary.pipelineName());
    document.put("pipeline_id", summary.pipelineId());
    document.put("metric", result.hasEvaluations() ? result.metric() : null);
    document.put("first_model_trigger", result.firstModelTrigger());
    ArrayNode weeks = document.putArray("weeks");
    for (ResultRow row : result.rows()) {
      ObjectNode week = weeks.addObject();
      week.put("start", row.start().toString());
      week.put("end", row.end().map(Instant::toString).orElse(null));
      week.put("trigger", row.trigger());
      week.put("trigger_id", row.triggerId());
      week.put("samples_trained", row.samplesTrained());
      week.put("seconds", row.seconds());
      week.put("auc_retrained", nullable(row.retrained()));
      week.put("auc_first_model", nullable(row.firstModel()));
    }
    document.put("weeks_compared", result.comparedRows().size());
    document.put("mean_auc_retrained", nullable(result.meanRetrained()));
    document.put("mean_auc_first_model", nullable(result.meanFirstModel()));
    document.put("triggers", result.triggerTimes().size());
    document.put("samples_trained", result.samplesTrained());
    document.put("training_seconds", result.trainingSeconds());
    document.put("seconds", summary.seconds());
    ArrayNode notes = document.putArray("notes");
    result.notes().forEach(notes::add);
    document.put("log_path", summary.logPath());
    document.put("report_path", summary.reportPath().orElse(null));
    return document;
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
