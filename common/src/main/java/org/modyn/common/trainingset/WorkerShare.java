package org.modyn.common.trainingset;

import org.modyn.common.error.ModynException;

/**
 * A worker's share of a partition: {@code size} samples from index {@code start}. Shares are
 * contiguous, in the order of the workers, and as even as possible: the first {@code samples %
 * workers} workers get one sample more than the others.
 *
 * @param start the index of the first sample in the partition; 0 if the share is empty
 * @param size the number of samples; 0 for the last workers if there are more workers than samples
 */
public record WorkerShare(int start, int size) {
  /**
   * Returns the share of one worker.
   *
   * @param worker from 0 to {@code workers - 1}
   * @param samples the number of samples in the partition
   * @throws ModynException INVALID_ARGUMENT when there is no such worker
   */
  public static WorkerShare of(int worker, int workers, int samples) {
    if (worker < 0 || worker >= workers) {
      throw ModynException.invalidArgument(
          "worker_id: there is no worker %s: the pipeline has %s workers, 0 to %s",
          worker, workers, workers - 1);
    }
    int even = samples / workers;
    int larger = samples % workers;
    int size = worker < larger ? even + 1 : even;
    int start = worker * even + Math.min(worker, larger);
    return new WorkerShare(size == 0 ? 0 : start, size);
  }
}
