package org.modyn.selector.trainingset;

/** Identifies a partition of a trigger training set. Triggers and partitions count from 0. */
public record PartitionId(int pipelineId, int triggerId, int partitionId) {
  @Override
  public String toString() {
    return "partition %s of trigger %s of pipeline %s"
        .formatted(partitionId, triggerId, pipelineId);
  }
}
