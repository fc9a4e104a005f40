package org.modyn.supervisor.status;

import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.PipelineStageCounterCreateParams;
import org.modyn.proto.supervisor.PipelineStageCounterMsg;
import org.modyn.proto.supervisor.PipelineStageCounterUpdateParams;
import org.modyn.proto.supervisor.PipelineStageDatasetMsg;
import org.modyn.proto.supervisor.PipelineStageExitMsg;
import org.modyn.proto.supervisor.PipelineStageIdMsg;
import org.modyn.proto.supervisor.ScoringProgress;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.TrainingStatusCreateTrackerParams;
import org.modyn.proto.supervisor.TrainingStatusProgressCounterParams;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.evaluation.EvaluationResult;
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
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.log.Stage;

/**
 * Translates events to messages for clients. Their texts are those that clients of the original
 * expect.
 */
public final class Messages {
  private static final String COUNTER_MESSAGE = "counter_msg";
  private static final String ID_MESSAGE = "id_msg";
  private static final String CREATE = "create";
  private static final String UPDATE = "update";
  private static final String CLOSE = "close";
  private static final String PROGRESS = "progress_counter";

  private static final int EXIT_CODE_OF_A_FAILURE = 8;

  private Messages() {}

  /** Returns the message about an event. */
  public static WatchPipelineResponse of(PipelineEvent event) {
    WatchPipelineResponse.Builder message = WatchPipelineResponse.newBuilder();
    switch (event) {
      case StageStarted started -> message.setPipelineStage(stage(started));
      case SamplesFetched fetched -> message.setPipelineStage(created(fetched));
      case BatchStarted batch -> message.setPipelineStage(advanced(batch));
      case SamplesProcessed _ ->
          message.setPipelineStage(
              counter(
                  Stage.NEW_DATA_HANDLED, PipelineStageCounterMsg.newBuilder().setAction(CLOSE)));
      case DataAdvanced advanced -> message.setDataProgress(progress(advanced));
      case TrainingStarted started -> message.setTrainingStatus(created(started));
      case TrainingAdvanced advanced -> message.setTrainingStatus(advanced(advanced));
      case TrainingEnded ended ->
          message.setTrainingStatus(trainingOf(ended.trainingId(), "close_counter"));
      case TrainingCompleted completed ->
          message.setPipelineStage(
              stageOf(Stage.TRAINING_COMPLETED, ID_MESSAGE)
                  .setLog(true)
                  .setIdMsg(
                      PipelineStageIdMsg.newBuilder()
                          .setIdType("training")
                          .setId(completed.trainingId())));
      case ModelStored stored -> message.setTriggerCompleted(completed(stored));
      case EvaluationsPlanned planned ->
          message.setEvaluationsPlanned(
              org.modyn.proto.supervisor.EvaluationsPlanned.newBuilder()
                  .setNumberOfEvaluations(planned.evaluations()));
      case ModelEvaluated evaluated -> message.setModelEvaluated(evaluated(evaluated.result()));
      case Note note ->
          message.setPipelineNote(
              PipelineNote.newBuilder().setText(note.text()).setDurable(note.durable()));
      case Ended ended -> message.setPipelineEnded(ended(ended));
    }
    return message.build();
  }

  private static PipelineStage.Builder stage(StageStarted started) {
    if (started.datasetId().isPresent()) {
      return stageOf(started.stage(), "dataset_msg")
          .setDatasetMsg(PipelineStageDatasetMsg.newBuilder().setId(started.datasetId().get()));
    }
    if (started.triggerId().isPresent()) {
      return stageOf(started.stage(), ID_MESSAGE)
          .setIdMsg(
              PipelineStageIdMsg.newBuilder()
                  .setIdType("trigger")
                  .setId(started.triggerId().get()));
    }
    return stageOf(started.stage(), "general_msg");
  }

  private static PipelineStage.Builder created(SamplesFetched fetched) {
    return counter(
        Stage.PROCESS_NEW_DATA,
        PipelineStageCounterMsg.newBuilder()
            .setAction(CREATE)
            .setCreateParams(
                PipelineStageCounterCreateParams.newBuilder()
                    .setTitle("Processing New Samples")
                    .setNewDataLen(fetched.samples())));
  }

  private static PipelineStage.Builder advanced(BatchStarted batch) {
    return counter(
        Stage.PROCESS_NEW_DATA,
        PipelineStageCounterMsg.newBuilder()
            .setAction(UPDATE)
            .setUpdateParams(
                PipelineStageCounterUpdateParams.newBuilder().setIncrement(batch.samples())));
  }

  private static DataProgress progress(DataAdvanced advanced) {
    TriggerProgress trigger = advanced.trigger();
    TriggerState.Builder state = TriggerState.newBuilder();
    trigger.samples().ifPresent(state::setSamples);
    trigger.samplesNeeded().ifPresent(state::setSamplesNeeded);
    trigger.nextAt().ifPresent(state::setNextAt);
    DataProgress.Builder progress =
        DataProgress.newBuilder()
            .setSamples(advanced.samples())
            .setTimestamp(advanced.timestamp())
            .setTrigger(state);
    advanced.totalSamples().ifPresent(progress::setTotalSamples);
    return progress.build();
  }

  private static TrainingStatus.Builder created(TrainingStarted started) {
    return trainingOf(started.trainingId(), "create_tracker")
        .setTrainingCreateTrackerParams(
            TrainingStatusCreateTrackerParams.newBuilder()
                .setTotalSamples(saturated(started.samples()))
                .setStatusBarScale(started.statusBarScale()));
  }

  private static TrainingStatus.Builder advanced(TrainingAdvanced advanced) {
    return trainingOf(advanced.trainingId(), PROGRESS)
        .setTrainingProgressCounterParams(
            TrainingStatusProgressCounterParams.newBuilder()
                .setSamplesSeen(saturated(advanced.samplesSeen()))
                .setDownsamplingSamplesSeen(saturated(advanced.downsamplingSamplesSeen()))
                .setIsTraining(advanced.isTraining())
                .setMeasures(of(advanced.measures())));
  }

  /** Returns the message with the measurements of a training. */
  public static TrainingMeasures of(PipelineEvent.TrainingMeasures measures) {
    TrainingMeasures.Builder message =
        TrainingMeasures.newBuilder()
            .setBatchesSeen(measures.batchesSeen())
            .addAllLearningRates(measures.learningRates())
            .setSamplesPerSecond(measures.samplesPerSecond())
            .setSecondsWaitedForData(measures.secondsWaitedForData())
            .addAllNotes(measures.notes());
    measures.queuePosition().ifPresent(message::setQueuePosition);
    measures.loss().ifPresent(message::setLoss);
    measures
        .scoring()
        .ifPresent(
            scoring ->
                message.setScoring(
                    ScoringProgress.newBuilder()
                        .setActivity(scoring.activity())
                        .setSamplesSeen(scoring.samplesSeen())
                        .setTotalSamples(scoring.totalSamples())
                        .setSamplesPerSecond(scoring.samplesPerSecond())));
    return message.build();
  }

  private static TriggerCompleted completed(ModelStored stored) {
    return TriggerCompleted.newBuilder()
        .setTriggerId(stored.triggerId())
        .setTrainingId(stored.trainingId())
        .setModelId(stored.modelId())
        .setTrainingSetSize(stored.trainingSetSize())
        .setSamplesTrained(stored.samplesTrained())
        .setFirstTimestamp(stored.firstTimestamp())
        .setLastTimestamp(stored.lastTimestamp())
        .setSeconds(stored.seconds())
        .build();
  }

  /** Returns the message of an evaluation result. */
  public static org.modyn.proto.supervisor.ModelEvaluated evaluated(EvaluationResult result) {
    var evaluated =
        org.modyn.proto.supervisor.ModelEvaluated.newBuilder()
            .setModelId(result.request().idModel())
            .setTriggerId(result.request().triggerId())
            .setTrainingId(result.request().trainingId())
            .setEvaluationHandler(result.request().evalHandler())
            .setDatasetId(result.request().datasetId())
            .setIntervalStart(result.request().intervalStart())
            .setDatasetSize(result.datasetSize());
    result.request().intervalEnd().ifPresent(evaluated::setIntervalEnd);
    result.request().currentlyActiveModel().ifPresent(evaluated::setCurrentlyActiveModel);
    result.request().currentlyTrainedModel().ifPresent(evaluated::setCurrentlyTrainedModel);
    result.failureReason().ifPresent(evaluated::setFailureReason);
    for (EvaluationResult.Metric metric : result.metrics()) {
      MetricResult.Builder measured = MetricResult.newBuilder().setName(metric.name());
      metric.result().ifPresent(measured::setValue);
      metric.undefinedReason().ifPresent(measured::setUndefinedReason);
      evaluated.addMetrics(measured);
    }
    return evaluated.build();
  }

  private static PipelineEnded ended(Ended ended) {
    PipelineEnded.Builder message =
        PipelineEnded.newBuilder()
            .setSuccess(ended.status() == PipelineStatus.COMPLETED)
            .setLogPath(ended.logPath())
            .setStatus(ended.status().text());
    ended.error().ifPresent(message::setError);
    return message.build();
  }

  /** Returns the message that polling clients receive instead of the last event. */
  static PipelineStage exit(Ended ended) {
    PipelineStageExitMsg.Builder exit =
        PipelineStageExitMsg.newBuilder()
            .setExitcode(ended.status() == PipelineStatus.COMPLETED ? 0 : EXIT_CODE_OF_A_FAILURE);
    ended.error().ifPresent(exit::setException);
    return stageOf(Stage.EXIT, "exit_msg").setExitMsg(exit).build();
  }

  private static PipelineStage.Builder counter(
      Stage stage, PipelineStageCounterMsg.Builder counter) {
    return stageOf(stage, COUNTER_MESSAGE).setCounterMsg(counter);
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

  private static int saturated(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }
}
