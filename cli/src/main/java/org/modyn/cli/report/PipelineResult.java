package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.cli.output.Counts;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.LoggedTrigger;

/** The result of a pipeline: each handler and dataset, kept apart, and the triggers. */
public final class PipelineResult {
  /** An interval without data is not an error: the data may end before the intervals. */
  private static final String EMPTY_INTERVAL = "EMPTY_DATASET";

  private final LoggedPipeline log;
  private final int firstModelTrigger;
  private final List<SeriesResult> series;

  /**
   * @param firstModelTrigger the trigger whose model the newest ones are compared with; the
   *     pipeline's first is 1
   */
  public PipelineResult(LoggedPipeline log, int firstModelTrigger) {
    this.log = requireNonNull(log, "log is null");
    this.firstModelTrigger = firstModelTrigger;
    Map<Integer, LoggedTrigger> byModel = log.triggersByModel();
    this.series =
        log.evaluations().stream()
            .map(evaluations -> new SeriesResult(evaluations, firstModel(), byModel))
            .toList();
  }

  public LoggedPipeline log() {
    return log;
  }

  /** In the order of handler and dataset. */
  public List<SeriesResult> series() {
    return series;
  }

  public int firstModelTrigger() {
    return firstModelTrigger;
  }

  /** The trigger of the first model; empty when there were fewer models. */
  public Optional<LoggedTrigger> firstModel() {
    return log.triggersByModel().values().stream().skip(firstModelTrigger - 1L).findFirst();
  }

  /** One-line notes about failures and undefined values, and why no model was trained. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    log.error().ifPresent(error -> notes.add("the pipeline failed: " + error));
    if (log.triggers().isEmpty()) {
      notes.add(whyNoTrigger());
    }
    for (EvaluationSeries evaluations : log.evaluations()) {
      evaluations
          .failures()
          .forEach(
              (reason, count) -> {
                if (!reason.equals(EMPTY_INTERVAL)) {
                  notes.add(
                      String.format(
                          Locale.ROOT,
                          "%s: %d of %d evaluations failed: %s",
                          evaluations.title(),
                          count,
                          evaluations.size(),
                          reason));
                }
              });
      for (String metric : evaluations.metrics()) {
        evaluations
            .undefinedReasons(metric)
            .forEach(
                (reason, count) ->
                    notes.add(
                        String.format(
                            Locale.ROOT,
                            "%s: %s is undefined in %d of %d evaluations: %s",
                            evaluations.title(),
                            label(metric),
                            count,
                            evaluations.size(),
                            reason)));
      }
    }
    return notes;
  }

  private String whyNoTrigger() {
    return log.samples() == 0
        ? "no model was trained: there were no samples"
        : String.format(
            Locale.ROOT,
            "no model was trained: there were %s samples, and none of them triggered%s",
            Counts.text(log.samples()),
            log.trigger().map(trigger -> "; the policy is " + trigger).orElse(""));
  }

  /** The name of a metric in headings. */
  public static String label(String metric) {
    return metric.equals("ROC-AUC") ? "AUC" : metric;
  }
}
