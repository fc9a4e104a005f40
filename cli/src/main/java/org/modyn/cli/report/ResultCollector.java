package org.modyn.cli.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Times;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Collects the {@link PipelineResult} of a pipeline from its events.
 *
 * <p>The newest model of a window is that of the last trigger whose data ended before the window
 * began. Of several evaluation series (a handler on a dataset) the alphabetically first is shown; a
 * note contains the number of the others.
 */
public final class ResultCollector implements Consumer<WatchPipelineResponse> {
  private static final String EMPTY_WINDOW = "EMPTY_DATASET";

  private final int firstModelTrigger;
  private final List<CompletedTrigger> triggers = new ArrayList<>();
  private final SortedMap<Series, List<ModelEvaluated>> evaluations = new TreeMap<>();
  private DataProgress lastProgress = DataProgress.getDefaultInstance();

  /**
   * @param firstModelTrigger the trigger whose model the newest ones are compared with; the
   *     pipeline's first is 1
   */
  public ResultCollector(int firstModelTrigger) {
    this.firstModelTrigger = firstModelTrigger;
  }

  @Override
  public void accept(WatchPipelineResponse event) {
    if (event.hasTriggerCompleted()) {
      triggers.add(trigger(event.getTriggerCompleted()));
    } else if (event.hasDataProgress()) {
      lastProgress = event.getDataProgress();
    } else if (event.hasModelEvaluated()) {
      ModelEvaluated evaluation = event.getModelEvaluated();
      evaluations
          .computeIfAbsent(
              new Series(evaluation.getEvaluationHandler(), evaluation.getDatasetId()),
              series -> new ArrayList<>())
          .add(evaluation);
    }
  }

  private static CompletedTrigger trigger(TriggerCompleted event) {
    return new CompletedTrigger(
        event.getTriggerId(),
        event.getModelId(),
        event.getSamplesTrained(),
        Instant.ofEpochSecond(event.getFirstTimestamp()),
        Instant.ofEpochSecond(event.getLastTimestamp()),
        event.getSeconds());
  }

  /** The result of the events so far. */
  public PipelineResult result() {
    List<ModelEvaluated> shown =
        evaluations.isEmpty() ? List.of() : evaluations.get(evaluations.firstKey());
    List<String> metrics = metrics(shown);
    Optional<CompletedTrigger> firstModel =
        triggers.size() < firstModelTrigger
            ? Optional.empty()
            : Optional.of(triggers.get(firstModelTrigger - 1));
    return new PipelineResult(
        metrics,
        firstModel,
        firstModelTrigger,
        metrics.isEmpty() ? triggerRows() : windowRows(shown, metrics, firstModel),
        triggers,
        notes(shown));
  }

  private static List<String> metrics(List<ModelEvaluated> shown) {
    return shown.stream()
        .flatMap(evaluation -> evaluation.getMetricsList().stream())
        .map(MetricResult::getName)
        .distinct()
        .toList();
  }

  private List<ResultRow> triggerRows() {
    return triggers.stream()
        .map(
            trigger ->
                row(
                    trigger.firstSample(),
                    Optional.of(trigger.lastSample().plusSeconds(1)),
                    trigger,
                    Map.of()))
        .toList();
  }

  private List<ResultRow> windowRows(
      List<ModelEvaluated> shown, List<String> metrics, Optional<CompletedTrigger> firstModel) {
    SortedMap<Window, Map<Integer, Map<String, Double>>> windows = new TreeMap<>();
    for (ModelEvaluated evaluation : shown) {
      Map<String, Double> values =
          windows
              .computeIfAbsent(Window.of(evaluation), window -> new HashMap<>())
              .computeIfAbsent(evaluation.getModelId(), model -> new HashMap<>());
      evaluation.getMetricsList().stream()
          .filter(MetricResult::hasValue)
          .forEach(metric -> values.put(metric.getName(), metric.getValue()));
    }
    List<ResultRow> rows = new ArrayList<>();
    windows.forEach(
        (window, values) ->
            newestBefore(window.startsAt())
                .ifPresent(
                    newest -> {
                      Map<String, MetricComparison> compared = new LinkedHashMap<>();
                      for (String metric : metrics) {
                        compared.put(
                            metric,
                            new MetricComparison(
                                value(values, Optional.of(newest), metric),
                                value(values, knownAt(firstModel, window), metric)));
                      }
                      rows.add(row(window.startsAt(), window.endsAt(), newest, compared));
                    }));
    return rows;
  }

  private static ResultRow row(
      Instant start,
      Optional<Instant> end,
      CompletedTrigger trigger,
      Map<String, MetricComparison> metrics) {
    return new ResultRow(
        start,
        end,
        trigger.triggerId(),
        trigger.modelId(),
        trigger.samplesTrained(),
        trigger.seconds(),
        metrics);
  }

  /** The last trigger whose data ended before the given time. */
  private Optional<CompletedTrigger> newestBefore(Instant time) {
    return triggers.stream()
        .filter(trigger -> trigger.lastSample().isBefore(time))
        .reduce((earlier, later) -> later);
  }

  private static Optional<CompletedTrigger> knownAt(
      Optional<CompletedTrigger> model, Window window) {
    return model.filter(trigger -> trigger.lastSample().isBefore(window.startsAt()));
  }

  private static OptionalDouble value(
      Map<Integer, Map<String, Double>> valuesByModel,
      Optional<CompletedTrigger> model,
      String metric) {
    Double value =
        model
            .map(trigger -> valuesByModel.getOrDefault(trigger.modelId(), Map.of()).get(metric))
            .orElse(null);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private List<String> notes(List<ModelEvaluated> shown) {
    List<String> notes = new ArrayList<>();
    if (triggers.isEmpty()) {
      notes.add(whyNoTrigger());
    }
    Map<String, Long> failures =
        shown.stream()
            .filter(ModelEvaluated::hasFailureReason)
            .map(ModelEvaluated::getFailureReason)
            // A window without data is not an error: the pipeline may end before the windows.
            .filter(reason -> !reason.equals(EMPTY_WINDOW))
            .collect(groupingBy(reason -> reason, TreeMap::new, counting()));
    failures.forEach(
        (reason, count) ->
            notes.add(
                String.format(
                    Locale.ROOT, "%d of %d evaluations failed: %s", count, shown.size(), reason)));
    if (evaluations.size() > 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "shown: %s; the pipeline log has %d more evaluation series",
              evaluations.firstKey(),
              evaluations.size() - 1));
    }
    return notes;
  }

  private String whyNoTrigger() {
    if (lastProgress.getSamples() == 0) {
      return "no model was trained: there were no samples";
    }
    String came =
        String.format(
            Locale.ROOT,
            "no model was trained: there were %s samples, the last one of %s",
            Counts.text(lastProgress.getSamples()),
            Times.text(lastProgress.getTimestamp()));
    TriggerState trigger = lastProgress.getTrigger();
    if (trigger.hasSamplesNeeded()) {
      return "%s, but the trigger needs %s (trigger.num_samples)"
          .formatted(came, Counts.text(trigger.getSamplesNeeded()));
    }
    return trigger.hasNextAt()
        ? "%s, but the first trigger fires with a sample of %s or later (trigger.every)"
            .formatted(came, Times.text(trigger.getNextAt()))
        : came + ", and none of them triggered";
  }

  private record Series(String handler, String dataset) implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      int order = handler.compareTo(other.handler);
      return order != 0 ? order : dataset.compareTo(other.dataset);
    }

    @Override
    public String toString() {
      return "handler '" + handler + "' on dataset '" + dataset + "'";
    }
  }

  /** Seconds since 1970, the end exclusive. */
  private record Window(long start, OptionalLong end) implements Comparable<Window> {
    static Window of(ModelEvaluated evaluation) {
      OptionalLong end =
          evaluation.hasIntervalEnd()
              ? OptionalLong.of(evaluation.getIntervalEnd())
              : OptionalLong.empty();
      return new Window(evaluation.getIntervalStart(), end);
    }

    Instant startsAt() {
      return Instant.ofEpochSecond(start);
    }

    Optional<Instant> endsAt() {
      return end.isPresent()
          ? Optional.of(Instant.ofEpochSecond(end.getAsLong()))
          : Optional.empty();
    }

    @Override
    public int compareTo(Window other) {
      int order = Long.compare(start, other.start);
      return order != 0
          ? order
          : Long.compare(end.orElse(Long.MAX_VALUE), other.end.orElse(Long.MAX_VALUE));
    }
  }
}
