package org.modyn.supervisor.state;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.PipelinePosition.Batch;
import org.modyn.supervisor.state.PipelinePosition.CurrentTrigger;
import org.modyn.supervisor.state.PipelinePosition.DataPosition;
import org.modyn.supervisor.state.PipelinePosition.Page;
import org.modyn.supervisor.state.StageRuns.OpenStage;

/**
 * A transition in the making: the components of a position as variables, and the records so far.
 * Confined to one call of {@link PipelineStateMachine#next}.
 */
final class Draft {
  private final long nowMicros;
  private final int attempt;
  private final List<StageLog> log = new ArrayList<>();
  private final List<PipelineEvent> events = new ArrayList<>();
  private final List<TrainedModel> models = new ArrayList<>();
  private StageRuns stages;

  State state;
  ReadPosition read;
  OptionalLong totalSamples;
  long samplesProcessed;
  long samplesSent;
  long lastTimestampSent;
  Optional<TimeRange> remaining;
  OptionalLong emptyAfter;
  Position logged;
  Optional<Page> page;
  Optional<Batch> batch;
  Optional<CurrentTrigger> trigger;
  PolicyState policy;
  int triggers;
  Optional<Integer> previousModel;
  Transition.Commit commit = Transition.Commit.NOW;

  /**
   * @param nowMicros the time of the transition, microseconds since 1970
   */
  Draft(PipelinePosition position, long nowMicros) {
    this.nowMicros = nowMicros;
    this.attempt = position.attempt();
    this.stages = position.stages();
    this.state = position.state();
    this.read = position.data().read();
    this.totalSamples = position.data().totalSamples();
    this.samplesProcessed = position.data().samplesProcessed();
    this.samplesSent = position.data().samplesSent();
    this.lastTimestampSent = position.data().lastTimestampSent();
    this.remaining = position.data().remaining();
    this.emptyAfter = position.data().emptyAfter();
    this.logged = position.data().logged();
    this.page = position.page();
    this.batch = position.batch();
    this.trigger = position.trigger();
    this.policy = position.policy();
    this.triggers = position.triggers();
    this.previousModel = position.previousModel();
  }

  long nowMicros() {
    return nowMicros;
  }

  PipelinePosition position() {
    return new PipelinePosition(
        state,
        new DataPosition(
            read,
            totalSamples,
            samplesProcessed,
            samplesSent,
            lastTimestampSent,
            remaining,
            emptyAfter,
            logged),
        page,
        batch,
        trigger,
        policy,
        triggers,
        previousModel,
        attempt,
        stages);
  }

  Transition toTransition(Step step) {
    return new Transition(position(), step, log, events, models, commit);
  }

  void emit(PipelineEvent event) {
    events.add(event);
  }

  void store(TrainedModel model) {
    models.add(model);
  }

  /** Adds to the durations of the stages in progress. */
  void elapse(long nanos, Stage except) {
    stages = stages.elapse(nanos, except);
  }

  boolean isIn(Stage stage) {
    return stages.isOpen(stage);
  }

  /** Returns the time spent in a stage in progress, in nanoseconds. */
  long openNanos(Stage stage) {
    return stages.get(stage).nanos();
  }

  void enter(Stage stage) {
    enter(stage, nowMicros);
  }

  void enter(Stage stage, long startMicros) {
    stages = stages.enter(stage, startMicros, logged);
  }

  /** Leaves a stage without a row in the log; its number belongs to the next run. */
  void discard(Stage stage) {
    stages = stages.discard(stage);
  }

  void leave(Stage stage) {
    leave(stage, Optional.empty());
  }

  void leave(Stage stage, StageInfo info) {
    leave(stage, Optional.of(info));
  }

  private void leave(Stage stage, Optional<StageInfo> info) {
    OpenStage run = stages.get(stage);
    stages = stages.leave(stage);
    if (stage.isRecorded()) {
      log.add(
          new StageLog(
              stage,
              run.number(),
              local(run.startMicros()),
              local(nowMicros),
              Duration.ofNanos(run.nanos()),
              run.position(),
              info));
    }
  }

  /** Logs a stage that takes no time. */
  void pass(Stage stage) {
    enter(stage);
    leave(stage);
  }

  private static LocalDateTime local(long micros) {
    return LocalDateTime.ofInstant(
        Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneId.systemDefault());
  }
}
