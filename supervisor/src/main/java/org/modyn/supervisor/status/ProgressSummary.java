package org.modyn.supervisor.status;

import static java.util.Objects.requireNonNull;

import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.TrainingProgress;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.event.PipelineEvent;

/**
 * The progress of a pipeline, aggregated from its events.
 *
 * @param triggers the number of triggers whose model was trained and stored
 */
public record ProgressSummary(int triggers, PipelineProgress progress) {
  public ProgressSummary {
    requireNonNull(progress, "progress is null");
  }

  /** Aggregates all events so far; takes time proportional to triggers and evaluations. */
  public static ProgressSummary of(PipelineEvents events) {
    int triggers = 0;
    PipelineProgress.Builder progress = PipelineProgress.newBuilder();
    for (PipelineEvent published : events.reader().poll()) {
      WatchPipelineResponse event = Messages.of(published);
      switch (event.getEventCase()) {
        case PIPELINE_STAGE -> progress.setStage(event.getPipelineStage().getStage());
        case TRAINING_STATUS -> progress.setTraining(advance(progress, event.getTrainingStatus()));
        case TRIGGER_COMPLETED -> triggers++;
        case EVALUATIONS_PLANNED ->
            progress.setEvaluationsPlanned(
                progress.getEvaluationsPlanned()
                    + event.getEvaluationsPlanned().getNumberOfEvaluations());
        case MODEL_EVALUATED -> progress.setEvaluationsDone(progress.getEvaluationsDone() + 1);
        case PIPELINE_ENDED -> stopTraining(progress);
        case EVAL_STATUS, DATA_PROGRESS, PIPELINE_NOTE, EVENT_NOT_SET -> {
          // Not part of the summary.
        }
      }
    }
    return new ProgressSummary(triggers, progress.build());
  }

  private static TrainingProgress advance(
      PipelineProgress.Builder progress, TrainingStatus status) {
    TrainingProgress.Builder training =
        progress.hasTraining() && progress.getTraining().getTrainingId() == status.getId()
            ? progress.getTraining().toBuilder()
            : TrainingProgress.newBuilder().setTrainingId(status.getId());
    switch (status.getParamsCase()) {
      case TRAINING_CREATE_TRACKER_PARAMS ->
          training
              .setRunning(true)
              .setTotalSamples(status.getTrainingCreateTrackerParams().getTotalSamples());
      case TRAINING_PROGRESS_COUNTER_PARAMS ->
          training
              .setSamplesSeen(status.getTrainingProgressCounterParams().getSamplesSeen())
              .setMeasures(status.getTrainingProgressCounterParams().getMeasures());
      case PARAMS_NOT_SET -> training.setRunning(false);
    }
    return training.build();
  }

  private static void stopTraining(PipelineProgress.Builder progress) {
    if (progress.hasTraining()) {
      progress.getTrainingBuilder().setRunning(false);
    }
  }
}
