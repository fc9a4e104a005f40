package org.modyn.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.Times;
import org.modyn.cli.report.log.CostStage;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.LoggedTrigger;
import org.modyn.cli.report.log.StageSeconds;

/**
 * The result of a pipeline as one JSON document for programs. Times are ISO 8601, UTC; unknown
 * values are null.
 */
public final class JsonReport {
  private JsonReport() {}

  /** The document: {@code evaluations} has an entry for each handler and dataset. */
  public static ObjectNode document(RunSummary summary) {
    PipelineResult result = summary.result();
    LoggedPipeline log = result.log();
    ObjectNode document = JsonOutput.object();
    document.put("pipeline", log.name());
    document.put("pipeline_id", log.id());
    ObjectNode firstModel = document.putObject("first_model");
    firstModel.put("trigger_number", result.firstModelTrigger());
    firstModel.put("trigger_id", result.firstModel().map(LoggedTrigger::triggerId).orElse(null));
    firstModel.put(
        "model_id", result.firstModel().map(first -> first.modelId().getAsInt()).orElse(null));
    ArrayNode evaluations = document.putArray("evaluations");
    result.series().forEach(series -> put(evaluations.addObject(), series));
    document.put("triggers", log.triggers().size());
    document.put("samples_trained", log.samplesTrained());
    document.put("training_seconds", log.trainingSeconds());
    document.put("seconds", log.seconds());
    ArrayNode costs = document.putArray("trigger_costs");
    log.triggers().forEach(trigger -> put(costs.addObject(), trigger));
    put(document.putObject("stage_seconds_after_last_trigger"), log.remaining());
    ArrayNode notes = document.putArray("notes");
    result.notes().forEach(notes::add);
    document.put("log_path", summary.logPath());
    document.put("report_path", summary.reportPath().orElse(null));
    return document;
  }

  private static void put(ObjectNode node, SeriesResult result) {
    EvaluationSeries series = result.series();
    node.put("handler", series.handler());
    node.put("dataset_id", series.dataset());
    ArrayNode windows = node.putArray("windows");
    for (ResultRow row : result.rows()) {
      int interval = row.interval();
      OptionalLong end = series.end(interval);
      ObjectNode window = windows.addObject();
      window.put("start", Times.text(series.start(interval)));
      window.put("end", end.isPresent() ? Times.text(end.getAsLong()) : null);
      window.put("trigger_id", row.trigger().triggerId());
      window.put("model_id", nullable(row.trigger().modelId()));
      window.put("samples_trained", nullable(row.trigger().samplesTrained()));
      window.put("seconds", row.trigger().trainingSeconds());
      ObjectNode metrics = window.putObject("metrics");
      for (String name : series.metrics()) {
        ObjectNode metric = metrics.putObject(name);
        put(metric, result.comparison(name, interval));
        series
            .undefinedReason(name, interval, series.activeModel(interval))
            .ifPresent(reason -> metric.put("undefined_reason", reason));
      }
    }
    ObjectNode means = node.putObject("means");
    for (String metric : series.metrics()) {
      ObjectNode mean = means.putObject(metric);
      mean.put("windows", result.comparedIntervals(metric));
      put(mean, result.mean(metric));
    }
  }

  private static void put(ObjectNode node, MetricComparison comparison) {
    node.put("newest", nullable(comparison.newest()));
    node.put("trained", nullable(comparison.trained()));
    node.put("first_model", nullable(comparison.firstModel()));
  }

  private static void put(ObjectNode node, LoggedTrigger trigger) {
    node.put("trigger_id", trigger.triggerId());
    node.put("model_id", nullable(trigger.modelId()));
    node.put("samples", nullable(trigger.samples()));
    node.put("samples_offered", nullable(trigger.samplesOffered()));
    node.put("samples_chosen", nullable(trigger.samplesChosen()));
    node.put("samples_trained", nullable(trigger.samplesTrained()));
    node.put("first_sample", time(trigger.firstTimestamp()));
    node.put("last_sample", time(trigger.lastTimestamp()));
    put(node.putObject("stage_seconds"), trigger.seconds());
  }

  private static void put(ObjectNode node, StageSeconds seconds) {
    for (CostStage stage : CostStage.values()) {
      node.put(stage.name().toLowerCase(Locale.ROOT), seconds.of(stage));
    }
  }

  private static String time(OptionalLong timestamp) {
    return timestamp.isPresent() ? Times.text(timestamp.getAsLong()) : null;
  }

  static Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Integer nullable(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  private static Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
