package org.modyn.trainer.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Where the time of one epoch went. 8 bytes a batch. */
final class EpochTimings {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private long[] fetchNanoseconds = new long[64];
  private int batches;
  private long stepNanoseconds;

  /**
   * Counts a batch.
   *
   * @param fetchNanoseconds how long the training waited for it
   * @param stepNanoseconds forward, loss, backward and optimizer step
   */
  void addBatch(long fetchNanoseconds, long stepNanoseconds) {
    if (batches == this.fetchNanoseconds.length) {
      this.fetchNanoseconds = Arrays.copyOf(this.fetchNanoseconds, 2 * batches);
    }
    this.fetchNanoseconds[batches++] = fetchNanoseconds;
    this.stepNanoseconds += stepNanoseconds;
  }

  int batches() {
    return batches;
  }

  /**
   * All times in milliseconds.
   *
   * @param withEachBatch whether to list the waiting time of every batch
   */
  ObjectNode toJson(boolean withEachBatch) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
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
    json.put("TrainStep", milliseconds(stepNanoseconds));
    return json;
  }

  /** To the microsecond, which keeps the log short. */
  static double milliseconds(double nanoseconds) {
    return Math.round(nanoseconds / 1e3) / (NANOSECONDS_PER_MILLISECOND / 1e3);
  }
}
