package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What a pipeline came to: how the newest model did on each evaluation window, and how the first
 * model, never trained again, did there.
 *
 * @param metric name of the metric that the rows hold; empty when nothing was evaluated
 * @param firstModelTrigger the trigger whose model is called the first; the pipeline's first is 1
 * @param rows in time order
 * @param triggerTimes timestamp of the last sample of each trigger, in their order
 * @param samplesTrained samples that went through training, all triggers together
 * @param trainingSeconds from the start of each training to its stored model, all triggers together
 * @param notes on what the rows do not show, a line each: failed evaluations, further handlers
 */
public record PipelineResult(
    String metric,
    int firstModelTrigger,
    List<ResultRow> rows,
    List<Instant> triggerTimes,
    long samplesTrained,
    double trainingSeconds,
    List<String> notes) {
  public PipelineResult {
    requireNonNull(metric, "metric is null");
    rows = List.copyOf(rows);
    triggerTimes = List.copyOf(triggerTimes);
    notes = List.copyOf(notes);
  }

  public boolean hasEvaluations() {
    return !metric.isEmpty();
  }

  /** The windows on which both models were evaluated: those that the means are of. */
  public List<ResultRow> comparedRows() {
    return rows.stream()
        .filter(row -> row.retrained().isPresent() && row.firstModel().isPresent())
        .toList();
  }

  /** Mean over {@link #comparedRows}; empty when there are none. */
  public OptionalDouble meanRetrained() {
    return mean(ResultRow::retrained);
  }

  /** Mean over {@link #comparedRows}; empty when there are none. */
  public OptionalDouble meanFirstModel() {
    return mean(ResultRow::firstModel);
  }

  private OptionalDouble mean(Function<ResultRow, OptionalDouble> value) {
    return comparedRows().stream().mapToDouble(row -> value.apply(row).getAsDouble()).average();
  }

  /** The metric as people call it, for headings. */
  public String metricLabel() {
    return metric.equals("ROC-AUC") ? "AUC" : metric;
  }
}
