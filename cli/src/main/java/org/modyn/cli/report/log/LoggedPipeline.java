package org.modyn.cli.report.log;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the reports show of a pipeline log.
 *
 * @param id of the pipeline, at its supervisor
 * @param trigger the triggering policy, as {@code DataAmountTrigger (trigger.num_samples: 1000)};
 *     empty if the log has no configuration
 * @param error why the pipeline failed; empty if the log does not say that it did
 * @param seconds from the start of the first to the end of the last stage
 * @param samples the samples that the pipeline has read
 * @param triggers in their order
 * @param remaining the cost since the last trigger
 * @param evaluations in the order of handler and dataset
 */
public record LoggedPipeline(
    int id,
    String name,
    Optional<String> trigger,
    Optional<String> error,
    double seconds,
    long samples,
    List<LoggedTrigger> triggers,
    StageSeconds remaining,
    List<EvaluationSeries> evaluations) {
  public LoggedPipeline {
    requireNonNull(name, "name is null");
    requireNonNull(trigger, "trigger is null");
    requireNonNull(error, "error is null");
    requireNonNull(remaining, "remaining is null");
    triggers = List.copyOf(triggers);
    evaluations = List.copyOf(evaluations);
  }

  /** The pipeline's id and name, for headings. */
  public String title() {
    return "Pipeline " + id + ": " + name;
  }

  /** Number of samples trained on, over all triggers. */
  public long samplesTrained() {
    return triggers.stream().mapToLong(trigger -> trigger.samplesTrained().orElse(0)).sum();
  }

  /** Seconds from the start of each training to its stored model, over all triggers. */
  public double trainingSeconds() {
    return triggers.stream().mapToDouble(LoggedTrigger::trainingSeconds).sum();
  }

  /** The triggers whose models are stored, by the ids of the models. */
  public SortedMap<Integer, LoggedTrigger> triggersByModel() {
    SortedMap<Integer, LoggedTrigger> byModel = new TreeMap<>();
    triggers.forEach(trigger -> trigger.modelId().ifPresent(model -> byModel.put(model, trigger)));
    return byModel;
  }
}
