package org.modyn.ml.loader;

import java.util.Collections;
import java.util.List;

/**
 * How far a {@link BatchLoader}'s consumer has come: another loader over the same keys with the
 * same options that starts here gives the batches that follow.
 *
 * @param epoch the current one, from 0
 * @param batches how many batches of this epoch each worker has given
 * @param turn the worker whose turn it is
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

  /** Where a loader begins. */
  public static LoaderPosition start(int workers) {
    return new LoaderPosition(0, Collections.nCopies(workers, 0L), 0);
  }
}
