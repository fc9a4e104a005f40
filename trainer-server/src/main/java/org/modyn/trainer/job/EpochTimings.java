package org.modyn.trainer.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.modyn.ml.training.StepTimings;
import org.modyn.ml.training.StepTimings.Part;

/** The timings of one epoch, on the thread of the training. Takes 8 bytes per batch. */
final class EpochTimings {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private long[] fetchNanoseconds = new long[64];
  private int batches;
  private long checkpointNanoseconds;
  private long selectionNanoseconds;

  /**
   * Records a batch.
   *
   * @param nanoseconds the time that the training waited for it
   */
  void addBatch(long nanoseconds) {
    if (batches == fetchNanoseconds.length) {
      fetchNanoseconds = Arrays.copyOf(fetchNanoseconds, 2 * batches);
    }
    fetchNanoseconds[batches++] = nanoseconds;
  }

  /** Returns the time that the training waited for the last batch, in nanoseconds. */
  long lastFetch() {
    return fetchNanoseconds[batches - 1];
  }

  void addCheckpoint(long nanoseconds) {
    checkpointNanoseconds += nanoseconds;
  }

  /**
   * Records time that was spent on selecting samples.
   *
   * @param nanoseconds with the scoring of the samples
   */
  void addSelection(long nanoseconds) {
    selectionNanoseconds += nanoseconds;
  }

  int batches() {
    return batches;
  }

  /**
   * Returns all times in milliseconds, under the original's keys; 0 for parts that do not exist
   * here.
   *
   * @param steps the timings of the steps of this epoch
   * @param selectsFromBatches whether samples are selected from each batch; otherwise, selections
   *     are from the training set
   * @param withEachBatch whether to list the waiting time of every batch
   */
  ObjectNode toJson(StepTimings steps, boolean selectsFromBatches, boolean withEachBatch) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    addFetching(json, withEachBatch);
    json.put("OnBatchBeginCallbacks", 0);
    json.put(
        "PreprocessBatch", milliseconds(steps.of(Part.MOVE_LABELS) + steps.of(Part.MOVE_DATA)));
    json.put("PreprocSampleIDs", 0);
    json.put("LabelTransform", 0);
    json.put("MoveLabelToGPU", milliseconds(steps.of(Part.MOVE_LABELS)));
    json.put("MoveDataToGPU", milliseconds(steps.of(Part.MOVE_DATA)));
    json.put("DownsampleBTS", selectsFromBatches ? milliseconds(selectionNanoseconds) : 0);
    json.put("DownsampleSTB", selectsFromBatches ? 0 : milliseconds(selectionNanoseconds));
    json.put("Forward", milliseconds(steps.of(Part.FORWARD)));
    json.put("Loss", milliseconds(steps.of(Part.LOSS)));
    json.put("OnBatchBeforeUpdate", 0);
    json.put("Backward", milliseconds(steps.of(Part.BACKWARD)));
    json.put("OptimizerStep", milliseconds(steps.of(Part.OPTIMIZER_STEP)));
    json.put("Checkpoint", milliseconds(checkpointNanoseconds));
    json.put("OnBatchEnd", 0);
    return json;
  }

  private void addFetching(ObjectNode json, boolean withEachBatch) {
    long[] sorted = Arrays.copyOf(fetchNanoseconds, batches);
    if (withEachBatch) {
      ArrayNode each = json.putArray("BatchTimings");
      Arrays.stream(sorted).forEach(nanoseconds -> each.add(milliseconds(nanoseconds)));
    }
    Arrays.sort(sorted);
    double total = Arrays.stream(sorted).sum();
    if (batches > 0) {
      double mean = total / batches;
      double variance =
          Arrays.stream(sorted).mapToDouble(t -> (t - mean) * (t - mean)).sum() / batches;
      json.put("MinFetchBatch", milliseconds(sorted[0]));
      json.put("MaxFetchBatch", milliseconds(sorted[batches - 1]));
      json.put("AvgFetchBatch", milliseconds(mean));
      json.put(
          "MedianFetchBatch",
          milliseconds((sorted[(batches - 1) / 2] + sorted[batches / 2]) / 2.0));
      json.put("StdFetchBatch", milliseconds(Math.sqrt(variance)));
    }
    json.put("TotalFetchBatch", milliseconds(total));
  }

  /** Rounds to microseconds, which keeps the log short. */
  static double milliseconds(double nanoseconds) {
    return Math.round(nanoseconds / 1e3) / (NANOSECONDS_PER_MILLISECOND / 1e3);
  }
}
