package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.Consumer;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Times;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.ScoringProgress;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.TrainingStatusCreateTrackerParams;
import org.modyn.proto.supervisor.TrainingStatusProgressCounterParams;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Shows the events of a pipeline: how much of its data has been read, the state of its trigger,
 * running trainings and evaluations, and a line for each stored model.
 */
public final class PipelineProgress implements Consumer<WatchPipelineResponse> {
  private static final String TRIGGER_ID = "trigger";
  private static final String SAMPLES = "samples";
  private static final int PERCENT = 100;

  private final Progress progress;
  private int triggerId;
  private long trainingTotal;
  private int evaluationsPlanned;
  private int evaluationsDone;

  public PipelineProgress(Progress progress) {
    this.progress = requireNonNull(progress, "progress is null");
  }

  @Override
  public void accept(WatchPipelineResponse event) {
    switch (event.getEventCase()) {
      case PIPELINE_STAGE -> stage(event.getPipelineStage());
      case DATA_PROGRESS -> data(event.getDataProgress());
      case TRAINING_STATUS -> training(event.getTrainingStatus());
      case TRIGGER_COMPLETED -> completed(event.getTriggerCompleted());
      case EVALUATIONS_PLANNED -> {
        evaluationsPlanned += event.getEvaluationsPlanned().getNumberOfEvaluations();
        evaluations();
      }
      case MODEL_EVALUATED -> {
        evaluationsDone++;
        evaluations();
      }
      case PIPELINE_NOTE -> progress.message(event.getPipelineNote().getText());
      case PIPELINE_ENDED -> progress.endTask();
      // One of many evaluations: counted when it ends.
      case EVAL_STATUS, EVENT_NOT_SET -> {}
    }
  }

  /** Counts an event that was shown before a reconnection, and does not show it again. */
  public void acceptRepeated(WatchPipelineResponse event) {
    if (event.hasModelEvaluated()) {
      evaluationsDone++;
    }
  }

  /** The next events are those of a new connection, which begins with the earlier events. */
  public void reconnect() {
    evaluationsPlanned = 0;
    evaluationsDone = 0;
  }

  private void stage(PipelineStage stage) {
    if (stage.getIdMsg().getIdType().equals(TRIGGER_ID)) {
      triggerId = stage.getIdMsg().getId();
    }
  }

  private void data(DataProgress data) {
    progress.update(
        new TaskProgress(
            data.hasTotalSamples() ? "replaying" : "reading new data",
            data.getSamples(),
            data.getTotalSamples(),
            SAMPLES,
            detail(data)));
  }

  private static String detail(DataProgress data) {
    String reached = "at " + Times.text(data.getTimestamp());
    TriggerState trigger = data.getTrigger();
    if (trigger.hasSamplesNeeded()) {
      return "%s, trigger: %s of %s samples"
          .formatted(
              reached, Counts.text(trigger.getSamples()), Counts.text(trigger.getSamplesNeeded()));
    }
    return trigger.hasNextAt()
        ? "%s, next trigger at %s".formatted(reached, Times.text(trigger.getNextAt()))
        : reached;
  }

  private void training(TrainingStatus status) {
    if (status.hasTrainingCreateTrackerParams()) {
      TrainingStatusCreateTrackerParams params = status.getTrainingCreateTrackerParams();
      trainingTotal = (long) params.getTotalSamples() * params.getStatusBarScale() / PERCENT;
      training(0);
    } else if (status.hasTrainingProgressCounterParams()) {
      TrainingStatusProgressCounterParams params = status.getTrainingProgressCounterParams();
      if (params.getMeasures().hasScoring()) {
        scoring(params.getMeasures().getScoring());
      } else {
        training(params.getSamplesSeen());
      }
    }
  }

  private void scoring(ScoringProgress scoring) {
    progress.update(
        new TaskProgress(
            scoring.getActivity() + ", trigger " + triggerId,
            scoring.getSamplesSeen(),
            scoring.getTotalSamples(),
            SAMPLES,
            Counts.text(Math.round(scoring.getSamplesPerSecond())) + " samples/s"));
  }

  private void training(long samples) {
    progress.update(
        new TaskProgress("training, trigger " + triggerId, samples, trainingTotal, SAMPLES));
  }

  private void completed(TriggerCompleted trigger) {
    progress.message(
        String.format(
            Locale.ROOT,
            "trigger %d: model %d, %s samples trained on in %.2f s",
            trigger.getTriggerId(),
            trigger.getModelId(),
            Counts.text(trigger.getSamplesTrained()),
            trigger.getSeconds()));
  }

  /** Plans of before a restart of the supervisor are unknown. */
  private void evaluations() {
    progress.update(
        new TaskProgress(
            "evaluating",
            evaluationsDone,
            Math.max(evaluationsPlanned, evaluationsDone),
            "evaluations"));
  }
}
