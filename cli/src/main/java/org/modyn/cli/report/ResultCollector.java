package org.modyn.cli.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Gathers a pipeline's {@link PipelineResult} from its events.
 *
 * <p>The newest model of a window is that of the last trigger whose data ended before the window
 * began. Of several evaluation series (a handler on a dataset) the alphabetically first is shown; a
 * note names the number of others. The metric is {@code ROC-AUC} when it was evaluated, else the
 * first.
 */
public final class ResultCollector implements Consumer<WatchPipelineResponse> {
  private static final String PREFERRED_METRIC = "ROC-AUC";
  private static final String EMPTY_WINDOW = "EMPTY_DATASET";

  private final int firstModelTrigger;
  private final List<TriggerCompleted> triggers = new ArrayList<>();
  private final SortedMap<Series, List<ModelEvaluated>> evaluations = new TreeMap<>();

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
      triggers.add(event.getTriggerCompleted());
    } else if (event.hasModelEvaluated()) {
      ModelEvaluated evaluation = event.getModelEvaluated();
      evaluations
          .computeIfAbsent(
              new Series(evaluation.getEvaluationHandler(), evaluation.getDatasetId()),
              series -> new ArrayList<>())
          .add(evaluation);
    }
  }

  /** What came of the events so far. */
  public PipelineResult result() {
    List<ModelEvaluated> shown =
        evaluations.isEmpty() ? List.of() : evaluations.get(evaluations.firstKey());
    String metric = metric(shown);
    return new PipelineResult(
        metric,
        firstModelTrigger,
        metric.isEmpty() ? triggerRows() : windowRows(shown, metric),
        triggers.stream()
            .map(trigger -> Instant.ofEpochSecond(trigger.getLastTimestamp()))
            .toList(),
        triggers.stream().mapToLong(TriggerCompleted::getSamplesTrained).sum(),
        triggers.stream().mapToDouble(TriggerCompleted::getSeconds).sum(),
        notes(shown));
  }

  private static String metric(List<ModelEvaluated> shown) {
    List<String> names =
        shown.stream()
            .flatMap(evaluation -> evaluation.getMetricsList().stream())
            .map(MetricResult::getName)
            .distinct()
            .toList();
    return names.contains(PREFERRED_METRIC)
        ? PREFERRED_METRIC
        : names.stream().findFirst().orElse("");
  }

  private List<ResultRow> triggerRows() {
    List<ResultRow> rows = new ArrayList<>();
    for (int index = 0; index < triggers.size(); index++) {
      TriggerCompleted trigger = triggers.get(index);
      rows.add(
          row(
              trigger.getFirstTimestamp(),
              OptionalLong.of(trigger.getLastTimestamp() + 1),
              index,
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
    return rows;
  }

  private List<ResultRow> windowRows(List<ModelEvaluated> shown, String metric) {
    SortedMap<Window, Map<Integer, Double>> valuesByModel = new TreeMap<>();
    for (ModelEvaluated evaluation : shown) {
      Map<Integer, Double> values =
          valuesByModel.computeIfAbsent(Window.of(evaluation), window -> new HashMap<>());
      value(evaluation, metric).ifPresent(value -> values.put(evaluation.getModelId(), value));
    }
    List<ResultRow> rows = new ArrayList<>();
    valuesByModel.forEach(
        (window, values) -> {
          int newest = newestBefore(window.start());
          if (newest >= 0) {
            rows.add(
                row(
                    window.start(),
                    window.end(),
                    newest,
                    valueOf(newest, values),
                    newest >= firstModelTrigger - 1
                        ? valueOf(firstModelTrigger - 1, values)
                        : OptionalDouble.empty()));
          }
        });
    return rows;
  }

  private ResultRow row(
      long start,
      OptionalLong end,
      int triggerIndex,
      OptionalDouble retrained,
      OptionalDouble firstModel) {
    TriggerCompleted trigger = triggers.get(triggerIndex);
    return new ResultRow(
        Instant.ofEpochSecond(start),
        end.isPresent() ? Optional.of(Instant.ofEpochSecond(end.getAsLong())) : Optional.empty(),
        triggerIndex + 1,
        trigger.getTriggerId(),
        trigger.getSamplesTrained(),
        trigger.getSeconds(),
        retrained,
        firstModel);
  }

  /** Index of the last trigger whose data ended before the given time; -1 when there is none. */
  private int newestBefore(long timestamp) {
    int newest = -1;
    for (int index = 0; index < triggers.size(); index++) {
      if (triggers.get(index).getLastTimestamp() < timestamp) {
        newest = index;
      }
    }
    return newest;
  }

  private OptionalDouble valueOf(int triggerIndex, Map<Integer, Double> valuesByModel) {
    Double value = valuesByModel.get(triggers.get(triggerIndex).getModelId());
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Optional<Double> value(ModelEvaluated evaluation, String metric) {
    return evaluation.getMetricsList().stream()
        .filter(result -> result.getName().equals(metric))
        .map(MetricResult::getValue)
        .findFirst();
  }

  private List<String> notes(List<ModelEvaluated> shown) {
    List<String> notes = new ArrayList<>();
    Map<String, Long> failures =
        shown.stream()
            .filter(ModelEvaluated::hasFailureReason)
            .map(ModelEvaluated::getFailureReason)
            // A window without data is nothing to report: the pipeline may end before the windows.
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

    @Override
    public int compareTo(Window other) {
      int order = Long.compare(start, other.start);
      return order != 0
          ? order
          : Long.compare(end.orElse(Long.MAX_VALUE), other.end.orElse(Long.MAX_VALUE));
    }
  }
}
