package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What a request says about checkpoints.
 *
 * @param interval batches between two
 * @param path a folder on the trainer server's machine
 * @param kept how many of the newest checkpoints of a training stay; 0: all
 * @param resumable whether they have all that it takes to resume; otherwise the model only
 */
record Checkpointing(int interval, Path path, int kept, boolean resumable) {
  /** How many stay when the request does not say. */
  static final int DEFAULT_KEPT = 2;

  Checkpointing {
    requireNonNull(path, "path is null");
    if (interval < 1 || kept < 0) {
      throw new IllegalArgumentException("interval " + interval + ", kept " + kept);
    }
  }
}
