package org.modyn.cli.report.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the parts of a pipeline in the order of its log. */
final class LoggedPipelineBuilder {
  private int id;
  private String name = "";
  private Optional<String> trigger = Optional.empty();
  private Optional<String> error = Optional.empty();
  private LocalDateTime start;
  private LocalDateTime end;
  private long samples;

  /** By the number of triggers before them. */
  private final SortedMap<Integer, TriggerParts> triggers = new TreeMap<>();

  /** By the number of triggers before them. */
  private final Map<Integer, LoggedDecision> decisions = new HashMap<>();

  private final Map<Integer, Double> finalEvaluationSeconds = new HashMap<>();
  private final SortedMap<String, SortedMap<String, EvaluationSeriesBuilder>> evaluations =
      new TreeMap<>();

  private static final class TriggerParts {
    private OptionalInt triggerId = OptionalInt.empty();
    private OptionalInt modelId = OptionalInt.empty();
    private OptionalLong samples = OptionalLong.empty();
    private OptionalLong samplesOffered = OptionalLong.empty();
    private OptionalLong samplesChosen = OptionalLong.empty();
    private OptionalLong samplesTrained = OptionalLong.empty();
    private OptionalLong first = OptionalLong.empty();
    private OptionalLong last = OptionalLong.empty();
    private final Map<CostStage, Double> seconds = new EnumMap<>(CostStage.class);

    private void add(StageRun run) {
      triggerId = run.triggerId.isPresent() ? run.triggerId : triggerId;
      modelId = run.modelId.isPresent() ? run.modelId : modelId;
      samples = run.samplesInTrigger.isPresent() ? run.samplesInTrigger : samples;
      samplesOffered = run.samplesOffered.isPresent() ? run.samplesOffered : samplesOffered;
      samplesChosen = run.samplesChosen.isPresent() ? run.samplesChosen : samplesChosen;
      samplesTrained = run.samplesTrained.isPresent() ? run.samplesTrained : samplesTrained;
      first = run.firstTimestamp.isPresent() ? run.firstTimestamp : first;
      last = run.lastTimestamp.isPresent() ? run.lastTimestamp : last;
    }

    private void spend(CostStage stage, double amount) {
      seconds.merge(stage, amount, Double::sum);
    }

    private LoggedTrigger build(Optional<LoggedDecision> decision) {
      return new LoggedTrigger(
          triggerId.getAsInt(),
          modelId,
          samples,
          samplesOffered,
          samplesChosen,
          samplesTrained,
          first,
          last,
          decision,
          new StageSeconds(seconds));
    }
  }

  void setId(int id) {
    this.id = id;
  }

  void setName(String name) {
    this.name = name;
  }

  void setTrigger(String trigger) {
    this.trigger = Optional.of(trigger);
  }

  void setError(Optional<String> error) {
    this.error = error;
  }

  void add(StageRun run) {
    if (run.start != null && (start == null || run.start.isBefore(start))) {
      start = run.start;
    }
    if (run.end != null && (end == null || run.end.isAfter(end))) {
      end = run.end;
    }
    if (run.stage.equals("PROCESS_NEW_DATA") && run.samples.isPresent()) {
      samples += run.samples.getAsLong();
    }
    addDecisions(run);
    addCost(run);
  }

  /** The entry of an ensemble follows those of its parts at the same sample. */
  private void addDecisions(StageRun run) {
    for (JsonNode decision : run.decisions) {
      int index = run.triggerIndexes.indexOf(decision.path("trigger_index").asInt(-1));
      if (index >= 0) {
        decisions.put(run.triggerIndex + index, new LoggedDecision(decision));
      }
    }
  }

  private void addCost(StageRun run) {
    double seconds = run.duration.toNanos() / 1e9;
    boolean isEvaluation = run.stage.equals("EVALUATE_MULTI");
    boolean duringPipeline = run.triggerIndex != StageRun.NO_TRIGGER;
    if (isEvaluation && !duringPipeline) {
      run.modelId.ifPresent(model -> finalEvaluationSeconds.merge(model, seconds, Double::sum));
    } else if (!isEvaluation && duringPipeline) {
      TriggerParts parts = triggers.computeIfAbsent(run.triggerIndex, index -> new TriggerParts());
      parts.add(run);
      double downsampling = Math.min(seconds, run.downsamplingTime / 1e3);
      CostStage.ofRun(run.stage).ifPresent(stage -> parts.spend(stage, seconds - downsampling));
      if (downsampling > 0) {
        parts.spend(CostStage.DOWNSAMPLING, downsampling);
      }
      if (run.fetchTime > 0) {
        parts.spend(CostStage.FETCH, run.fetchTime / 1e3);
      }
    }
  }

  void add(LoggedEvaluation evaluation) {
    evaluations
        .computeIfAbsent(evaluation.handler, handler -> new TreeMap<>())
        .computeIfAbsent(
            evaluation.dataset, dataset -> new EvaluationSeriesBuilder(evaluation.handler, dataset))
        .add(evaluation);
  }

  LoggedPipeline build() {
    Map<CostStage, Double> remaining = new EnumMap<>(CostStage.class);
    for (TriggerParts parts : triggers.values()) {
      if (parts.triggerId.isEmpty()) {
        parts.seconds.forEach((stage, seconds) -> remaining.merge(stage, seconds, Double::sum));
      } else if (parts.modelId.isPresent()) {
        double seconds = finalEvaluationSeconds.getOrDefault(parts.modelId.getAsInt(), 0.0);
        parts.spend(CostStage.FINAL_EVALUATION, seconds);
      }
    }
    List<LoggedTrigger> built =
        triggers.entrySet().stream()
            .filter(entry -> entry.getValue().triggerId.isPresent())
            .map(
                entry -> entry.getValue().build(Optional.ofNullable(decisions.get(entry.getKey()))))
            .toList();
    return new LoggedPipeline(
        id,
        name,
        trigger,
        error,
        start == null || end == null ? 0 : Duration.between(start, end).toNanos() / 1e9,
        samples,
        built,
        new StageSeconds(remaining),
        evaluations.values().stream()
            .flatMap(datasets -> datasets.values().stream())
            .map(series -> series.build(built))
            .toList());
  }
}
