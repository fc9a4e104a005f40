package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The checkpointing of a training.
 *
 * @param interval the number of batches between two checkpoints
 * @param path a directory on the trainer server's machine
 * @param kept the number of newest checkpoints of a training to keep; 0 keeps all
 * @param resumable whether a training can resume from the checkpoints; otherwise they have the
 *     model only
 */
record Checkpointing(int interval, Path path, int kept, boolean resumable) {
  /** The number of checkpoints to keep if the request does not specify it. */
  static final int DEFAULT_KEPT = 2;

  Checkpointing {
    requireNonNull(path, "path is null");
    if (interval < 1 || kept < 0) {
      throw new IllegalArgumentException("interval " + interval + ", kept " + kept);
    }
  }
}
