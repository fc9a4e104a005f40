package org.modyn.selector.trainingset;

/** Names a partition of a trigger training set; triggers and partitions count from 0. */
public record PartitionId(int pipelineId, int triggerId, int partitionId) {
  @Override
  public String toString() {
    return "partition %s of trigger %s of pipeline %s"
        .formatted(partitionId, triggerId, pipelineId);
  }
}
