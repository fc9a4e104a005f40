package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The result of a pipeline: the metrics of the newest model on each evaluation window, compared
 * with those of the first model, which was never trained again.
 *
 * @param metrics names of the metrics that were measured, in the order of the pipeline file; empty
 *     when nothing was evaluated
 * @param firstModel the trigger of the first model; empty when there were fewer triggers
 * @param firstModelTrigger the number of that trigger; the first of the pipeline is 1
 * @param rows in time order
 * @param triggers in their order
 * @param notes one-line notes about information that the rows do not contain: failed evaluations,
 *     further handlers, why no trigger fired
 */
public record PipelineResult(
    List<String> metrics,
    Optional<CompletedTrigger> firstModel,
    int firstModelTrigger,
    List<ResultRow> rows,
    List<CompletedTrigger> triggers,
    List<String> notes) {
  public PipelineResult {
    requireNonNull(firstModel, "firstModel is null");
    metrics = List.copyOf(metrics);
    rows = List.copyOf(rows);
    triggers = List.copyOf(triggers);
    notes = List.copyOf(notes);
  }

  public boolean hasEvaluations() {
    return !metrics.isEmpty();
  }

  /** Number of samples trained on, over all triggers. */
  public long samplesTrained() {
    return triggers.stream().mapToLong(CompletedTrigger::samplesTrained).sum();
  }

  /** Seconds from the start of each training to its stored model, over all triggers. */
  public double trainingSeconds() {
    return triggers.stream().mapToDouble(CompletedTrigger::seconds).sum();
  }

  /** The windows on which a metric of both models is known; the means are over these. */
  public List<ResultRow> comparedRows(String metric) {
    return rows.stream().filter(row -> row.metric(metric).isComplete()).toList();
  }

  /** Means over {@link #comparedRows}; empty when there are none. */
  public MetricComparison mean(String metric) {
    return new MetricComparison(
        mean(metric, MetricComparison::newest), mean(metric, MetricComparison::firstModel));
  }

  private OptionalDouble mean(String metric, Function<MetricComparison, OptionalDouble> value) {
    return comparedRows(metric).stream()
        .mapToDouble(row -> value.apply(row.metric(metric)).getAsDouble())
        .average();
  }

  /** The name of a metric in headings. */
  public static String label(String metric) {
    return metric.equals("ROC-AUC") ? "AUC" : metric;
  }
}
