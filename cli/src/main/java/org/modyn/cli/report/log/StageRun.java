package org.modyn.cli.report.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The run of a stage, without its evaluations, while it is read. Reused for the next one. */
final class StageRun {
  /** That of evaluations after the pipeline, which have no position in the data. */
  static final int NO_TRIGGER = -1;

  String stage;
  LocalDateTime start;
  LocalDateTime end;
  Duration duration;

  /** The number of triggers handled before the run. */
  int triggerIndex;

  OptionalInt triggerId;
  OptionalInt modelId;
  OptionalLong samples;
  OptionalLong samplesInTrigger;
  OptionalLong samplesOffered;
  OptionalLong samplesChosen;
  OptionalLong samplesTrained;
  OptionalLong firstTimestamp;
  OptionalLong lastTimestamp;

  /** The indexes in their batch of the samples that trigger. */
  final List<Integer> triggerIndexes = new ArrayList<>();

  /** The decisions of a policy that has triggered, and of its parts, in the order of the log. */
  final List<JsonNode> decisions = new ArrayList<>();

  /** Milliseconds. */
  long fetchTime;

  /** Milliseconds. */
  double downsamplingTime;

  void clear() {
    stage = "";
    start = null;
    end = null;
    duration = Duration.ZERO;
    triggerIndex = NO_TRIGGER;
    triggerId = OptionalInt.empty();
    modelId = OptionalInt.empty();
    samples = OptionalLong.empty();
    samplesInTrigger = OptionalLong.empty();
    samplesOffered = OptionalLong.empty();
    samplesChosen = OptionalLong.empty();
    samplesTrained = OptionalLong.empty();
    firstTimestamp = OptionalLong.empty();
    lastTimestamp = OptionalLong.empty();
    triggerIndexes.clear();
    decisions.clear();
    fetchTime = 0;
    downsamplingTime = 0;
  }
}
