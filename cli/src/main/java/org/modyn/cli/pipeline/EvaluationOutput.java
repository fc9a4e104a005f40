package org.modyn.cli.pipeline;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.CsvText;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.output.Times;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;

/**
 * Evaluation results as {@code modyn results} and {@code modyn evaluate} print them: by handler,
 * dataset, interval and model.
 */
public final class EvaluationOutput {
  private static final String NONE = "-";

  private final List<ModelEvaluated> results;

  public EvaluationOutput(Collection<ModelEvaluated> results) {
    this.results =
        results.stream()
            .sorted(
                comparing(ModelEvaluated::getEvaluationHandler)
                    .thenComparing(ModelEvaluated::getDatasetId)
                    .thenComparing(ModelEvaluated::getIntervalStart)
                    .thenComparing(
                        result ->
                            result.hasIntervalEnd() ? result.getIntervalEnd() : Long.MAX_VALUE)
                    .thenComparing(ModelEvaluated::getModelId, Comparator.naturalOrder()))
            .toList();
  }

  /** A row for each evaluation, with a column for each metric. */
  public String table() {
    List<String> metrics =
        results.stream()
            .flatMap(result -> result.getMetricsList().stream())
            .map(MetricResult::getName)
            .distinct()
            .toList();
    TextTable table =
        TextTable.of(
            Stream.of(
                    Stream.of(
                        Column.text("handler"),
                        Column.text("dataset"),
                        Column.text("from"),
                        Column.text("to"),
                        Column.number("trigger"),
                        Column.number("model"),
                        Column.text("role"),
                        Column.number("samples")),
                    metrics.stream().map(Column::number),
                    Stream.of(Column.text("reason")))
                .flatMap(columns -> columns)
                .toArray(Column[]::new));
    for (ModelEvaluated result : results) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  result.getEvaluationHandler(),
                  result.getDatasetId(),
                  Times.text(result.getIntervalStart()),
                  result.hasIntervalEnd() ? Times.text(result.getIntervalEnd()) : "end",
                  Integer.toString(result.getTriggerId()),
                  Integer.toString(result.getModelId()),
                  role(result),
                  Counts.text(result.getDatasetSize())));
      metrics.forEach(name -> cells.add(value(result, name)));
      cells.add(reasons(result));
      table.add(cells.toArray(String[]::new));
    }
    return table.render();
  }

  private static String role(ModelEvaluated result) {
    if (result.getCurrentlyActiveModel()) {
      return result.getCurrentlyTrainedModel() ? "active, trained" : "active";
    }
    return result.getCurrentlyTrainedModel() ? "trained" : NONE;
  }

  private static String value(ModelEvaluated result, String metric) {
    return result.getMetricsList().stream()
        .filter(candidate -> candidate.getName().equals(metric) && candidate.hasValue())
        .findFirst()
        .map(found -> String.format(Locale.ROOT, "%.4f", found.getValue()))
        .orElse(NONE);
  }

  private static String reasons(ModelEvaluated result) {
    if (result.hasFailureReason()) {
      return result.getFailureReason();
    }
    return String.join(
        "; ",
        result.getMetricsList().stream()
            .filter(metric -> !metric.hasValue())
            .map(
                metric ->
                    metric.getUndefinedReason().isEmpty()
                        ? metric.getName() + " is undefined"
                        : metric.getName() + ": " + metric.getUndefinedReason())
            .toList());
  }

  /** An object for each evaluation. */
  public ArrayNode json() {
    ArrayNode list = JsonOutput.array();
    for (ModelEvaluated result : results) {
      ObjectNode node =
          list.addObject()
              .put("handler", result.getEvaluationHandler())
              .put("dataset_id", result.getDatasetId())
              .put("interval_start", Times.text(result.getIntervalStart()))
              .put("interval_end", intervalEnd(result))
              .put("trigger_id", result.getTriggerId())
              .put("training_id", result.getTrainingId())
              .put("model_id", result.getModelId())
              .put("currently_active_model", active(result))
              .put("currently_trained_model", trained(result))
              .put("samples", result.getDatasetSize())
              .put("failure_reason", result.hasFailureReason() ? result.getFailureReason() : null);
      ArrayNode metrics = node.putArray("metrics");
      for (MetricResult metric : result.getMetricsList()) {
        metrics
            .addObject()
            .put("name", metric.getName())
            .put("value", metric.hasValue() ? metric.getValue() : null)
            .put("undefined_reason", undefinedReason(metric));
      }
    }
    return list;
  }

  /** A row for each metric of each evaluation; a failed evaluation has one, without a metric. */
  public String csv() {
    CsvText csv = new CsvText();
    csv.add(
        "handler",
        "dataset_id",
        "interval_start",
        "interval_end",
        "trigger_id",
        "training_id",
        "model_id",
        "currently_active_model",
        "currently_trained_model",
        "samples",
        "metric",
        "value",
        "reason");
    for (ModelEvaluated result : results) {
      if (result.getMetricsCount() == 0) {
        addRow(csv, result, null, null, result.hasFailureReason() ? result.getFailureReason() : "");
      }
      for (MetricResult metric : result.getMetricsList()) {
        addRow(
            csv,
            result,
            metric.getName(),
            metric.hasValue() ? metric.getValue() : null,
            undefinedReason(metric));
      }
    }
    return csv.render();
  }

  private static void addRow(
      CsvText csv, ModelEvaluated result, String metric, Double value, String reason) {
    csv.add(
        result.getEvaluationHandler(),
        result.getDatasetId(),
        Times.text(result.getIntervalStart()),
        intervalEnd(result),
        result.getTriggerId(),
        result.getTrainingId(),
        result.getModelId(),
        active(result),
        trained(result),
        result.getDatasetSize(),
        metric,
        value,
        reason);
  }

  private static String intervalEnd(ModelEvaluated result) {
    return result.hasIntervalEnd() ? Times.text(result.getIntervalEnd()) : null;
  }

  private static Boolean active(ModelEvaluated result) {
    return result.hasCurrentlyActiveModel() ? result.getCurrentlyActiveModel() : null;
  }

  private static Boolean trained(ModelEvaluated result) {
    return result.hasCurrentlyTrainedModel() ? result.getCurrentlyTrainedModel() : null;
  }

  private static String undefinedReason(MetricResult metric) {
    return metric.getUndefinedReason().isEmpty() ? null : metric.getUndefinedReason();
  }
}
