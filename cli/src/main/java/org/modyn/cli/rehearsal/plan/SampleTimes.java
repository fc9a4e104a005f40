package org.modyn.cli.rehearsal.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.modyn.cli.rehearsal.plan.EvaluationWindows.Window;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;

/**
 * The timestamps of the samples of a rehearsal: the trigger fires as often as requested and, where
 * possible, the evaluation windows in the file contain samples. Times are seconds since 1970.
 */
public final class SampleTimes {
  private static final int SAMPLES_IN_WINDOW = 4;
  private static final long HOUR = 3_600;

  /** The start of the samples when the file does not mention times. */
  private static final long ANYWHERE = Instant.parse("2001-01-01T00:00:00Z").getEpochSecond();

  private SampleTimes() {}

  /**
   * Returns the times for the training dataset.
   *
   * @param triggers how often the trigger should fire
   * @param samplesPerTrigger since the trigger before it
   * @return ascending
   */
  public static List<Long> ofTraining(
      PipelineConfig pipeline, int triggers, int samplesPerTrigger) {
    List<Window> windows = windows(pipeline, pipeline.data().datasetId());
    return timeTrigger(pipeline.trigger())
        .map(time -> inPeriods(time, triggers, samplesPerTrigger, windows))
        .orElseGet(() -> spread(triggers * samplesPerTrigger, windows));
  }

  /** The trigger, or one in an ensemble, that fires by time. */
  private static Optional<TimeTriggerConfig> timeTrigger(TriggerConfig trigger) {
    return switch (trigger) {
      case TimeTriggerConfig time -> Optional.of(time);
      case EnsembleTriggerConfig ensemble ->
          ensemble.subtriggers().values().stream()
              .flatMap(part -> timeTrigger(part).stream())
              .findFirst();
      case TriggerConfig _ -> Optional.empty();
    };
  }

  /**
   * Returns the times for a dataset that is used only for evaluation.
   *
   * @param training the times of the training dataset, for windows that depend on triggers or have
   *     no end
   * @return ascending
   */
  public static List<Long> ofEvaluation(
      PipelineConfig pipeline, String datasetId, List<Long> training) {
    return Stream.concat(training.stream(), inWindows(windows(pipeline, datasetId)).stream())
        .sorted()
        .toList();
  }

  private static List<Window> windows(PipelineConfig pipeline, String datasetId) {
    return pipeline
        .evaluation()
        .map((EvaluationConfig evaluation) -> EvaluationWindows.on(datasetId, evaluation))
        .orElse(List.of());
  }

  /**
   * The same number of samples in each period of the trigger, one sample that ends the last period,
   * and some in each window.
   */
  private static List<Long> inPeriods(
      TimeTriggerConfig trigger, int periods, int samples, List<Window> windows) {
    long start = trigger.startTimestamp().orElseGet(() -> start(windows));
    long length = trigger.every().seconds();
    List<Long> times = new ArrayList<>(inWindows(windows));
    for (int period = 0; period < periods; period++) {
      times.addAll(evenly(start + period * length, length, samples));
    }
    times.add(start + periods * length);
    return times.stream().sorted().toList();
  }

  /** Distributed over all windows; one sample per hour when they have no end. */
  private static List<Long> spread(int samples, List<Window> windows) {
    long start = start(windows);
    OptionalLong end = windows.stream().mapToLong(window -> window.end().orElse(-1)).max();
    boolean endless = windows.stream().anyMatch(window -> window.end().isEmpty());
    return endless || end.isEmpty()
        ? evenly(start, samples * HOUR, samples)
        : evenly(start, end.getAsLong() - start, samples);
  }

  private static long start(List<Window> windows) {
    OptionalLong first = windows.stream().mapToLong(Window::start).min();
    boolean endless = windows.stream().anyMatch(window -> window.end().isEmpty());
    if (first.isEmpty()) {
      return ANYWHERE;
    }
    return endless ? Math.max(first.getAsLong(), ANYWHERE) : first.getAsLong();
  }

  private static List<Long> inWindows(List<Window> windows) {
    return windows.stream()
        .filter(window -> window.end().isPresent())
        .flatMap(
            window ->
                evenly(window.start(), window.end().getAsLong() - window.start(), SAMPLES_IN_WINDOW)
                    .stream())
        .toList();
  }

  private static List<Long> evenly(long start, long length, int samples) {
    List<Long> times = new ArrayList<>();
    for (long sample = 0; sample < samples; sample++) {
      times.add(start + length * sample / samples);
    }
    return times;
  }
}
