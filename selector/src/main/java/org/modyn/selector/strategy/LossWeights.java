package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.selector.loss.SampleLosses;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;

/**
 * The weights with which a {@link LossWeightedStrategy} draws samples: their losses, at least a
 * part of the mean loss. Negative losses count as 0. If all known losses are 0, all weights are
 * equal.
 */
final class LossWeights {
  private static final int BATCH = 1 << 13;

  private final SampleLosses losses;
  private final double floor;
  private final double unknown;
  private final boolean anyKnown;

  private LossWeights(SampleLosses losses, double floor, double unknown, boolean anyKnown) {
    this.losses = requireNonNull(losses, "losses is null");
    this.floor = floor;
    this.unknown = unknown;
    this.anyKnown = anyKnown;
  }

  /** Computes the mean and the maximum of the known losses in one scan over the keys of a tail. */
  static LossWeights of(
      StorageBackend seen, Tail tail, SampleLosses losses, LossWeightedStrategyConfig config) {
    long known = 0;
    double sum = 0;
    double largest = 0;
    long[] batch = new long[BATCH];
    try (ColumnCursor keys = seen.read(Column.KEY, tail.start(), tail.end())) {
      for (int size = keys.read(batch, 0, BATCH); size > 0; size = keys.read(batch, 0, BATCH)) {
        for (int index = 0; index < size; index++) {
          float loss = losses.get(batch[index]);
          if (!Float.isNaN(loss)) {
            known++;
            sum += Math.max(loss, 0);
            largest = Math.max(largest, loss);
          }
        }
      }
    }
    double mean = known == 0 ? 0 : sum / known;
    double floor = mean == 0 ? 1 : config.lossFloor() * mean;
    double unknown =
        switch (config.unknownLoss()) {
          case MAXIMUM -> largest;
          case MEAN -> mean;
        };
    return new LossWeights(losses, floor, unknown, known > 0);
  }

  /** Whether the loss of any sample is known. */
  boolean anyKnown() {
    return anyKnown;
  }

  /** Returns the weight of a sample: positive and finite. */
  double weight(long key) {
    float loss = losses.get(key);
    return Math.max(Float.isNaN(loss) ? unknown : loss, floor);
  }
}
