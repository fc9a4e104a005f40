package org.modyn.supervisor.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.log.Stage;

/**
 * An event of a pipeline. Durable events are stored with the position of the pipeline, so that a
 * client that connects later, also after a restart of the supervisor, receives them; the others
 * report progress and are in memory only.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "event")
public sealed interface PipelineEvent {
  /** Returns whether the event is stored. */
  default boolean durable() {
    return false;
  }

  /** A stage has started. */
  record StageStarted(Stage stage, Optional<String> datasetId, Optional<Integer> triggerId)
      implements PipelineEvent {
    public static StageStarted of(Stage stage) {
      return new StageStarted(stage, Optional.empty(), Optional.empty());
    }

    /** Of a stage that processes a dataset. */
    public static StageStarted ofDataset(Stage stage, String datasetId) {
      return new StageStarted(stage, Optional.of(datasetId), Optional.empty());
    }

    /** Of a stage that processes a trigger. */
    public static StageStarted ofTrigger(Stage stage, int triggerId) {
      return new StageStarted(stage, Optional.empty(), Optional.of(triggerId));
    }
  }

  /** The pipeline has fetched a number of new samples. */
  record SamplesFetched(int samples) implements PipelineEvent {}

  /** The pipeline processes a batch of the samples that it has fetched. */
  record BatchStarted(int samples) implements PipelineEvent {}

  /** All fetched samples are processed. */
  record SamplesProcessed() implements PipelineEvent {}

  /**
   * A batch has been processed.
   *
   * @param samples the number of samples processed since the start of the pipeline
   * @param timestamp the timestamp of the last of them, seconds since 1970
   * @param totalSamples the number of samples of the replay; empty when the pipeline waits for new
   *     data
   */
  record DataAdvanced(
      long samples, long timestamp, TriggerProgress trigger, OptionalLong totalSamples)
      implements PipelineEvent {}

  /**
   * The condition of the next trigger. A policy sets the fields that apply to it.
   *
   * @param samples the number of samples since the last trigger
   * @param samplesNeeded the number of samples at which the next trigger fires
   * @param nextAt the next trigger fires with the first sample at or after this time, seconds since
   *     1970
   */
  record TriggerProgress(OptionalLong samples, OptionalLong samplesNeeded, OptionalLong nextAt) {
    public static final TriggerProgress UNKNOWN =
        new TriggerProgress(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public static TriggerProgress ofSamples(long samples, long needed) {
      return new TriggerProgress(
          OptionalLong.of(samples), OptionalLong.of(needed), OptionalLong.empty());
    }

    public static TriggerProgress ofTime(OptionalLong nextAt) {
      return new TriggerProgress(OptionalLong.empty(), OptionalLong.empty(), nextAt);
    }
  }

  /**
   * A training has started.
   *
   * @param samples the number of samples to process; each counts once per epoch
   * @param statusBarScale the percentage of the samples that are trained on: a progress bar is
   *     complete then
   */
  record TrainingStarted(int trainingId, long samples, int statusBarScale)
      implements PipelineEvent {}

  /** A training has processed more samples. */
  record TrainingAdvanced(
      int trainingId,
      long samplesSeen,
      long downsamplingSamplesSeen,
      boolean isTraining,
      TrainingMeasures measures)
      implements PipelineEvent {}

  /**
   * Measurements of a training.
   *
   * @param queuePosition set while the training is queued; the next one on its device has 1
   * @param loss of the last batch; empty before the first
   * @param learningRates one per parameter group, in the order of the pipeline file
   * @param samplesPerSecond since the first batch was requested
   * @param secondsWaitedForData the time that the training loop waited for the loader
   * @param notes deviations from the request, one line each
   * @param scoring set while downsampling selects from the training set
   */
  record TrainingMeasures(
      Optional<Integer> queuePosition,
      long batchesSeen,
      OptionalDouble loss,
      List<Double> learningRates,
      double samplesPerSecond,
      double secondsWaitedForData,
      List<String> notes,
      Optional<ScoringProgress> scoring) {
    public TrainingMeasures {
      learningRates = List.copyOf(learningRates);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The pass of a model over a training set, from which downsampling then selects, or the training
   * of a model that is needed for it.
   *
   * @param activity what is in progress, for example {@code scoring the training set}
   * @param samplesPerSecond since the pass began
   */
  record ScoringProgress(
      String activity, long samplesSeen, long totalSamples, double samplesPerSecond) {}

  /** A training is no longer observed: it has ended, or it was lost. */
  record TrainingEnded(int trainingId) implements PipelineEvent {}

  /** A training has completed. */
  record TrainingCompleted(int trainingId) implements PipelineEvent {}

  /**
   * The model of a trigger is stored.
   *
   * @param trainingSetSize the number of samples in the trigger training set
   * @param samplesTrained the number of samples that the training loop processed; each counts once
   *     per epoch
   * @param firstTimestamp of the samples since the last trigger, seconds since 1970
   * @param lastTimestamp of these samples, inclusive
   * @param seconds the time from the start of the training to the stored model
   */
  record ModelStored(
      int triggerId,
      int trainingId,
      int modelId,
      long trainingSetSize,
      long samplesTrained,
      long firstTimestamp,
      long lastTimestamp,
      double seconds)
      implements PipelineEvent {
    @Override
    public boolean durable() {
      return true;
    }
  }

  /** A number of evaluations will run; each ends with a {@link ModelEvaluated}. */
  record EvaluationsPlanned(int evaluations) implements PipelineEvent {}

  /** A model has been evaluated on one interval of one dataset. */
  record ModelEvaluated(EvaluationResult result) implements PipelineEvent {
    @Override
    public boolean durable() {
      return true;
    }
  }

  /** Something out of the ordinary that does not end the pipeline, in one line. */
  record Note(String text, boolean durable) implements PipelineEvent {
    /** Returns a note that clients also receive later. */
    public static Note of(String text) {
      return new Note(text, true);
    }

    /** Returns a note that only the connected clients receive. */
    public static Note passing(String text) {
      return new Note(text, false);
    }
  }

  /** The last event of a pipeline. */
  record Ended(PipelineStatus status, Optional<String> error, String logPath)
      implements PipelineEvent {}
}
