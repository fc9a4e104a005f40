package org.modyn.supervisor.status;

import static java.util.Objects.requireNonNull;

import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.TrainingProgress;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.BatchStarted;
import org.modyn.supervisor.event.PipelineEvent.DataAdvanced;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineEvent.EvaluationsPlanned;
import org.modyn.supervisor.event.PipelineEvent.ModelEvaluated;
import org.modyn.supervisor.event.PipelineEvent.ModelStored;
import org.modyn.supervisor.event.PipelineEvent.Note;
import org.modyn.supervisor.event.PipelineEvent.SamplesFetched;
import org.modyn.supervisor.event.PipelineEvent.SamplesProcessed;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.event.PipelineEvent.TrainingAdvanced;
import org.modyn.supervisor.event.PipelineEvent.TrainingCompleted;
import org.modyn.supervisor.event.PipelineEvent.TrainingEnded;
import org.modyn.supervisor.event.PipelineEvent.TrainingStarted;
import org.modyn.supervisor.log.Stage;

/**
 * The progress of a pipeline, aggregated from its events.
 *
 * @param triggers the number of triggers whose model was trained and stored
 */
public record ProgressSummary(int triggers, PipelineProgress progress) {
  private static final int PERCENT = 100;

  public ProgressSummary {
    requireNonNull(progress, "progress is null");
  }

  /** Aggregates all events so far; takes time proportional to triggers and evaluations. */
  public static ProgressSummary of(PipelineEvents events) {
    int triggers = 0;
    PipelineProgress.Builder progress = PipelineProgress.newBuilder();
    for (PipelineEvent event : events.reader().poll()) {
      switch (event) {
        case StageStarted started -> progress.setStage(started.stage().title());
        case SamplesFetched _, BatchStarted _ -> progress.setStage(Stage.PROCESS_NEW_DATA.title());
        case SamplesProcessed _ -> progress.setStage(Stage.NEW_DATA_HANDLED.title());
        case TrainingCompleted _ -> progress.setStage(Stage.TRAINING_COMPLETED.title());
        case TrainingStarted started ->
            training(progress, started.trainingId())
                .setRunning(true)
                .setTotalSamples(started.samples() * started.statusBarScale() / PERCENT);
        case TrainingAdvanced advanced ->
            training(progress, advanced.trainingId())
                .setSamplesSeen(advanced.samplesSeen())
                .setMeasures(Messages.of(advanced.measures()));
        case TrainingEnded ended -> training(progress, ended.trainingId()).setRunning(false);
        case ModelStored _ -> triggers++;
        case EvaluationsPlanned planned ->
            progress.setEvaluationsPlanned(
                progress.getEvaluationsPlanned() + planned.evaluations());
        case ModelEvaluated _ -> progress.setEvaluationsDone(progress.getEvaluationsDone() + 1);
        case Ended _ -> stopTraining(progress);
        case DataAdvanced _, Note _ -> {
          // Not part of the summary.
        }
      }
    }
    return new ProgressSummary(triggers, progress.build());
  }

  /** Returns the training in progress; a new one if the last one has another id. */
  private static TrainingProgress.Builder training(
      PipelineProgress.Builder progress, int trainingId) {
    if (!progress.hasTraining() || progress.getTraining().getTrainingId() != trainingId) {
      progress.setTraining(TrainingProgress.newBuilder().setTrainingId(trainingId));
    }
    return progress.getTrainingBuilder();
  }

  private static void stopTraining(PipelineProgress.Builder progress) {
    if (progress.hasTraining()) {
      progress.getTrainingBuilder().setRunning(false);
    }
  }
}
