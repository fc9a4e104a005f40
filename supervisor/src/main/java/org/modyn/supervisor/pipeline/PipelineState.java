package org.modyn.supervisor.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.log.Position;

/** The state of a running pipeline. Used by the pipeline's thread only. */
final class PipelineState {
  private int batchIndex;
  private long sampleIndex;
  private long sampleTime;
  private int triggers;
  private long samplesSent;
  private long lastTimestampSent;
  private Optional<TimeRange> remaining = Optional.empty();
  private OptionalInt previousModel = OptionalInt.empty();
  private final List<TrainedModel> models = new ArrayList<>();

  /** Returns the current position, for the log. */
  Position position() {
    return new Position(batchIndex, sampleIndex, sampleTime, triggers);
  }

  void setSample(long index, long time) {
    sampleIndex = index;
    sampleTime = time;
  }

  void setSampleTime(long time) {
    sampleTime = time;
  }

  void batchProcessed() {
    batchIndex++;
  }

  /** Returns the number of triggers handled, with and without a training. */
  int triggers() {
    return triggers;
  }

  /** Counts triggers with an empty training set, without any other effect. */
  void triggersPassedOver(int number) {
    triggers += number;
  }

  void triggerHandled(int samples) {
    triggers++;
    sampleIndex += samples;
  }

  /** Returns the number of samples that were sent to the selector. */
  long samplesSent() {
    return samplesSent;
  }

  void samplesSent(NewSamples samples) {
    samplesSent += samples.size();
    if (!samples.isEmpty()) {
      lastTimestampSent = samples.lastTimestamp();
    }
  }

  /** Returns the timestamp of the last of these samples, in seconds since 1970. */
  OptionalLong lastTimestamp() {
    return samplesSent == 0 ? OptionalLong.empty() : OptionalLong.of(lastTimestampSent);
  }

  /** Adds to the samples since the last trigger. */
  void samplesRemain(NewSamples samples) {
    remaining = samples.isEmpty() ? Optional.empty() : Optional.of(withRemaining(samples));
  }

  /**
   * Returns the time range of the samples of a trigger, and starts the next one. The range of a
   * trigger without new samples is the timestamp of the last sample before it.
   *
   * @param samples the samples of the trigger in the current batch
   */
  TimeRange takeTriggerRange(NewSamples samples) {
    TimeRange range;
    if (samples.isEmpty()) {
      range = remaining.orElse(new TimeRange(lastTimestampSent, lastTimestampSent));
    } else {
      range = withRemaining(samples);
    }
    remaining = Optional.empty();
    return range;
  }

  /** Late samples may be older than those that remain. */
  private TimeRange withRemaining(NewSamples samples) {
    TimeRange range = new TimeRange(samples.firstTimestamp(), samples.lastTimestamp());
    return remaining.map(range::union).orElse(range);
  }

  /** Returns the model that the next training starts from. */
  OptionalInt previousModel() {
    return previousModel;
  }

  void setPreviousModel(int modelId) {
    previousModel = OptionalInt.of(modelId);
  }

  void modelTrained(TrainedModel model) {
    models.add(model);
  }

  List<TrainedModel> models() {
    return Collections.unmodifiableList(models);
  }

  /**
   * Seconds since 1970.
   *
   * @param first inclusive
   * @param last inclusive
   */
  record TimeRange(long first, long last) {
    TimeRange union(TimeRange other) {
      return new TimeRange(Math.min(first, other.first), Math.max(last, other.last));
    }
  }
}
