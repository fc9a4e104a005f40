package org.modyn.ml.loader;

import java.util.Collections;
import java.util.List;

/**
 * The position of a {@link BatchLoader}'s consumer. Another loader over the same keys with the same
 * options that starts at this position returns the batches that follow.
 *
 * @param epoch the current one, from 0
 * @param batches the number of batches of this epoch that each worker has delivered, with those
 *     whose samples were all skipped
 * @param turn the worker that delivers the next batch
 */
public record LoaderPosition(int epoch, List<Long> batches, int turn) {
  public LoaderPosition {
    batches = List.copyOf(batches);
    if (epoch < 0 || batches.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("epoch " + epoch + ", batches " + batches);
    }
    if (turn < 0 || turn >= batches.size()) {
      throw new IllegalArgumentException("turn " + turn + " of " + batches.size() + " workers");
    }
  }

  /** The position at which a loader starts. */
  public static LoaderPosition start(int workers) {
    return new LoaderPosition(0, Collections.nCopies(workers, 0L), 0);
  }
}
