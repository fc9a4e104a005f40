package org.modyn.common.trainingset;

/**
 * Identifies a partition of a trigger training set, or of a holdout set of the trigger.
 *
 * @param triggerId from 0
 * @param holdout 0 for the trigger training set; from 1 for a holdout set
 * @param partitionId from 0
 */
public record PartitionId(int pipelineId, int triggerId, int holdout, int partitionId) {
  @Override
  public String toString() {
    return "partition %s of %strigger %s of pipeline %s"
        .formatted(
            partitionId,
            holdout == 0 ? "" : "holdout set %s of ".formatted(holdout),
            triggerId,
            pipelineId);
  }
}
