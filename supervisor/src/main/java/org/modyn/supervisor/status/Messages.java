package org.modyn.supervisor.status;

import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.EvaluationsPlanned;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.PipelineStageCounterCreateParams;
import org.modyn.proto.supervisor.PipelineStageCounterMsg;
import org.modyn.proto.supervisor.PipelineStageCounterUpdateParams;
import org.modyn.proto.supervisor.PipelineStageDatasetMsg;
import org.modyn.proto.supervisor.PipelineStageExitMsg;
import org.modyn.proto.supervisor.PipelineStageIdMsg;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.TrainingStatusCreateTrackerParams;
import org.modyn.proto.supervisor.TrainingStatusProgressCounterParams;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.log.Stage;

/** Creates events. Their texts are those that clients of the original expect. */
public final class Messages {
  static final String COUNTER_MESSAGE = "counter_msg";
  static final String ID_MESSAGE = "id_msg";
  static final String CREATE = "create";
  static final String UPDATE = "update";
  static final String CLOSE = "close";
  static final String PROGRESS = "progress_counter";

  private static final int EXIT_CODE_OF_A_FAILURE = 8;

  private Messages() {}

  /** Returns the event that a stage has started. */
  public static WatchPipelineResponse stage(Stage stage) {
    return event(stageOf(stage, "general_msg"));
  }

  /** Returns the event that a stage that processes a dataset has started. */
  public static WatchPipelineResponse stage(Stage stage, String datasetId) {
    return event(
        stageOf(stage, "dataset_msg")
            .setDatasetMsg(PipelineStageDatasetMsg.newBuilder().setId(datasetId)));
  }

  /** Returns the event that a stage that processes a trigger has started. */
  public static WatchPipelineResponse trigger(Stage stage, int triggerId) {
    return event(
        stageOf(stage, ID_MESSAGE)
            .setIdMsg(PipelineStageIdMsg.newBuilder().setIdType("trigger").setId(triggerId)));
  }

  /** Returns a note about a condition that does not end the pipeline, in one line. */
  public static WatchPipelineResponse note(String text) {
    return WatchPipelineResponse.newBuilder()
        .setPipelineNote(PipelineNote.newBuilder().setText(text))
        .build();
  }

  public static WatchPipelineResponse trainingCompleted(int trainingId) {
    return event(
        stageOf(Stage.TRAINING_COMPLETED, ID_MESSAGE)
            .setLog(true)
            .setIdMsg(PipelineStageIdMsg.newBuilder().setIdType("training").setId(trainingId)));
  }

  /** Returns the event that the processing of a number of new samples has started. */
  public static WatchPipelineResponse counterCreated(int samples) {
    return counter(
        Stage.PROCESS_NEW_DATA,
        PipelineStageCounterMsg.newBuilder()
            .setAction(CREATE)
            .setCreateParams(
                PipelineStageCounterCreateParams.newBuilder()
                    .setTitle("Processing New Samples")
                    .setNewDataLen(samples)));
  }

  /** Returns the event that a number of further samples has been processed. */
  public static WatchPipelineResponse counterAdvanced(int samples) {
    return counter(
        Stage.PROCESS_NEW_DATA,
        PipelineStageCounterMsg.newBuilder()
            .setAction(UPDATE)
            .setUpdateParams(PipelineStageCounterUpdateParams.newBuilder().setIncrement(samples)));
  }

  /**
   * Returns the event that a batch has been processed.
   *
   * @param samples the number of samples processed since the pipeline's start
   * @param timestamp the timestamp of the last of them, seconds since 1970
   * @param totalSamples the number of samples of the replay; empty when the pipeline waits for new
   *     data
   */
  public static WatchPipelineResponse dataProgress(
      long samples, long timestamp, TriggerState trigger, OptionalLong totalSamples) {
    DataProgress.Builder progress =
        DataProgress.newBuilder().setSamples(samples).setTimestamp(timestamp).setTrigger(trigger);
    totalSamples.ifPresent(progress::setTotalSamples);
    return WatchPipelineResponse.newBuilder().setDataProgress(progress).build();
  }

  public static WatchPipelineResponse counterClosed() {
    return counter(Stage.NEW_DATA_HANDLED, PipelineStageCounterMsg.newBuilder().setAction(CLOSE));
  }

  /**
   * Returns the event that a training has started.
   *
   * @param samples the number of samples to process; each counts once per epoch
   * @param statusBarScale the percentage of the samples at which a progress bar is complete
   */
  public static WatchPipelineResponse trainingCreated(
      int trainingId, long samples, int statusBarScale) {
    return event(
        trainingOf(trainingId, "create_tracker")
            .setTrainingCreateTrackerParams(
                TrainingStatusCreateTrackerParams.newBuilder()
                    .setTotalSamples(saturated(samples))
                    .setStatusBarScale(statusBarScale)));
  }

  public static WatchPipelineResponse trainingAdvanced(
      int trainingId,
      long samples,
      long downsamplingSamples,
      boolean isTraining,
      TrainingMeasures measures) {
    return event(
        trainingOf(trainingId, PROGRESS)
            .setTrainingProgressCounterParams(
                TrainingStatusProgressCounterParams.newBuilder()
                    .setSamplesSeen(saturated(samples))
                    .setDownsamplingSamplesSeen(saturated(downsamplingSamples))
                    .setIsTraining(isTraining)
                    .setMeasures(measures)));
  }

  public static WatchPipelineResponse trainingClosed(int trainingId) {
    return event(trainingOf(trainingId, "close_counter"));
  }

  public static WatchPipelineResponse triggerCompleted(TriggerCompleted completed) {
    return WatchPipelineResponse.newBuilder().setTriggerCompleted(completed).build();
  }

  public static WatchPipelineResponse evaluationsPlanned(int evaluations) {
    return WatchPipelineResponse.newBuilder()
        .setEvaluationsPlanned(EvaluationsPlanned.newBuilder().setNumberOfEvaluations(evaluations))
        .build();
  }

  public static WatchPipelineResponse modelEvaluated(EvaluationResult result) {
    ModelEvaluated.Builder evaluated =
        ModelEvaluated.newBuilder()
            .setModelId(result.request().idModel())
            .setTriggerId(result.request().triggerId())
            .setEvaluationHandler(result.request().evalHandler())
            .setDatasetId(result.request().datasetId())
            .setIntervalStart(result.request().intervalStart())
            .setDatasetSize(result.datasetSize());
    result.request().intervalEnd().ifPresent(evaluated::setIntervalEnd);
    result.request().currentlyActiveModel().ifPresent(evaluated::setCurrentlyActiveModel);
    result.failureReason().ifPresent(evaluated::setFailureReason);
    for (EvaluationResult.Metric metric : result.metrics()) {
      MetricResult.Builder measured = MetricResult.newBuilder().setName(metric.name());
      metric.result().ifPresent(measured::setValue);
      evaluated.addMetrics(measured);
    }
    return WatchPipelineResponse.newBuilder().setModelEvaluated(evaluated).build();
  }

  /** Returns the last event of a pipeline. */
  public static WatchPipelineResponse ended(
      PipelineStatus status, Optional<String> error, String logPath) {
    PipelineEnded.Builder ended =
        PipelineEnded.newBuilder()
            .setSuccess(status == PipelineStatus.COMPLETED)
            .setLogPath(logPath)
            .setStatus(status.text());
    error.ifPresent(ended::setError);
    return WatchPipelineResponse.newBuilder().setPipelineEnded(ended).build();
  }

  /** Returns the message that polling clients receive instead of the last event. */
  static PipelineStage exit(PipelineEnded ended) {
    PipelineStageExitMsg.Builder exit =
        PipelineStageExitMsg.newBuilder()
            .setExitcode(ended.getSuccess() ? 0 : EXIT_CODE_OF_A_FAILURE);
    if (!ended.getSuccess()) {
      exit.setException(ended.getError());
    }
    return stageOf(Stage.EXIT, "exit_msg").setExitMsg(exit).build();
  }

  private static WatchPipelineResponse counter(
      Stage stage, PipelineStageCounterMsg.Builder counter) {
    return event(stageOf(stage, COUNTER_MESSAGE).setCounterMsg(counter));
  }

  private static PipelineStage.Builder stageOf(Stage stage, String messageType) {
    return PipelineStage.newBuilder().setStage(stage.title()).setMsgType(messageType);
  }

  private static TrainingStatus.Builder trainingOf(int trainingId, String action) {
    return TrainingStatus.newBuilder()
        .setStage(Stage.WAIT_FOR_TRAINING_COMPLETION.title())
        .setAction(action)
        .setId(trainingId);
  }

  private static WatchPipelineResponse event(PipelineStage.Builder stage) {
    return WatchPipelineResponse.newBuilder().setPipelineStage(stage).build();
  }

  private static WatchPipelineResponse event(TrainingStatus.Builder training) {
    return WatchPipelineResponse.newBuilder().setTrainingStatus(training).build();
  }

  private static int saturated(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }
}
