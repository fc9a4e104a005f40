package org.modyn.ml.loader;

import java.util.List;

/**
 * The time that one loader worker spent on each activity in one epoch, in nanoseconds.
 *
 * @param partitions in the order in which they were loaded
 * @param waitedForFirst time spent waiting for samples of the first partition
 * @param waitedForLater time spent waiting for samples of the other partitions
 * @param transforming time spent parsing samples and transforming labels
 */
public record WorkerReport(
    List<Partition> partitions, long waitedForFirst, long waitedForLater, long transforming) {
  public WorkerReport {
    partitions = List.copyOf(partitions);
  }

  /**
   * A worker's share of a partition. Samples that were requested together with those of the next
   * partition count there.
   *
   * @param partition its number
   * @param samples in the share
   * @param fetchingKeys how long it took to fetch their keys
   * @param receiving how long it took to receive and parse them
   * @param answers how long each answer of storage was waited for
   */
  public record Partition(
      int partition, int samples, long fetchingKeys, long receiving, List<Long> answers) {
    public Partition {
      answers = List.copyOf(answers);
    }
  }
}
