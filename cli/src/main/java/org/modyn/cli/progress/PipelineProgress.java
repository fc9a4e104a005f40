package org.modyn.cli.progress;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** Shows the events of a pipeline as progress of its trainings and evaluations. */
public final class PipelineProgress implements Consumer<WatchPipelineResponse> {
  private final Progress progress;
  private int completedTriggers;
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
      case TRAINING_STATUS -> training(event.getTrainingStatus());
      case TRIGGER_COMPLETED -> completedTriggers++;
      case EVALUATIONS_PLANNED -> {
        evaluationsPlanned += event.getEvaluationsPlanned().getNumberOfEvaluations();
        evaluations();
      }
      case MODEL_EVALUATED -> {
        evaluationsDone++;
        evaluations();
      }
      case PIPELINE_ENDED -> progress.endTask();
      // One evaluation of many: counted when it ends.
      case EVAL_STATUS, EVENT_NOT_SET -> {}
    }
  }

  private void stage(PipelineStage stage) {
    if (stage.hasCounterMsg() && stage.getCounterMsg().hasCreateParams() && trainingTotal == 0) {
      progress.update(
          "replaying", stage.getCounterMsg().getCreateParams().getTitle(), 0, 0, "samples");
    }
  }

  private void training(TrainingStatus status) {
    if (status.hasTrainingCreateTrackerParams()) {
      trainingTotal = status.getTrainingCreateTrackerParams().getTotalSamples();
      training(0);
    } else if (status.hasTrainingProgressCounterParams()) {
      training(status.getTrainingProgressCounterParams().getSamplesSeen());
    }
  }

  private void training(long samples) {
    progress.update(
        "training", "trigger " + (completedTriggers + 1), samples, trainingTotal, "samples");
  }

  private void evaluations() {
    progress.update("evaluating", "", evaluationsDone, evaluationsPlanned, "evaluations");
  }
}
