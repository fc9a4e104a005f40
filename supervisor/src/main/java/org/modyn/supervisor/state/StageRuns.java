package org.modyn.supervisor.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;

/**
 * The stages that a pipeline is in, and how often it has entered each.
 *
 * @param open the stages in progress, the outermost first
 * @param entered the number of runs of each stage that were not discarded, in the order of their
 *     first entry
 */
public record StageRuns(List<OpenStage> open, Map<Stage, Integer> entered) {
  public StageRuns {
    open = List.copyOf(open);
    entered = Collections.unmodifiableMap(new LinkedHashMap<>(entered));
  }

  static StageRuns none() {
    return new StageRuns(List.of(), Map.of());
  }

  /** Returns the same with a further stage in progress. */
  StageRuns enter(Stage stage, long startMicros, Position position) {
    Map<Stage, Integer> nowEntered = new LinkedHashMap<>(entered);
    int number = nowEntered.merge(stage, 1, Integer::sum) - 1;
    List<OpenStage> nowOpen = new ArrayList<>(open);
    nowOpen.add(new OpenStage(stage, number, startMicros, 0, position));
    return new StageRuns(nowOpen, nowEntered);
  }

  /** Returns the same without a stage. */
  StageRuns leave(Stage stage) {
    List<OpenStage> nowOpen = new ArrayList<>(open);
    nowOpen.remove(get(stage));
    return new StageRuns(nowOpen, entered);
  }

  /** Returns the same as if a stage had not been entered; its number belongs to the next run. */
  StageRuns discard(Stage stage) {
    StageRuns left = leave(stage);
    Map<Stage, Integer> nowEntered = new LinkedHashMap<>(left.entered);
    nowEntered.merge(stage, -1, Integer::sum);
    return new StageRuns(left.open, nowEntered);
  }

  /** Returns the same with a longer duration of all stages in progress but one. */
  StageRuns elapse(long nanos, Stage except) {
    return new StageRuns(
        open.stream().map(run -> run.stage() == except ? run : run.longer(nanos)).toList(),
        entered);
  }

  boolean isOpen(Stage stage) {
    return open.stream().anyMatch(run -> run.stage() == stage);
  }

  OpenStage get(Stage stage) {
    return open.stream()
        .filter(run -> run.stage() == stage)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(stage + " is not in progress"));
  }

  /**
   * A stage in progress.
   *
   * @param number the ordinal of the run among those of its stage, from 0
   * @param startMicros microseconds since 1970
   * @param nanos the time spent in it, in nanoseconds
   * @param position the position when it started
   */
  public record OpenStage(
      Stage stage, int number, long startMicros, long nanos, Position position) {
    OpenStage longer(long more) {
      return new OpenStage(stage, number, startMicros, nanos + more, position);
    }
  }
}
