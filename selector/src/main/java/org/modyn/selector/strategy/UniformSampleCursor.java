package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.selector.seen.ColumnCursor;

/**
 * Passes on exactly {@code sampleSize} of a cursor's values, each subset of that size with equal
 * probability, in their order. One scan, constant memory, whatever the sizes: selection sampling,
 * Algorithm S in Knuth, The Art of Computer Programming, volume 2, section 3.4.2.
 */
final class UniformSampleCursor implements ColumnCursor {
  private static final int BATCH = 1 << 13;

  private final ColumnCursor population;
  private final RandomGenerator random;
  private final long[] batch = new long[BATCH];
  private int batchSize;
  private int batchIndex;
  private long unseen;
  private long missing;

  /**
   * @param populationSize how many values {@code population} has
   * @param sampleSize how many of them to pass on; at most {@code populationSize}
   */
  UniformSampleCursor(
      ColumnCursor population, long populationSize, long sampleSize, RandomGenerator random) {
    this.population = requireNonNull(population, "population is null");
    this.random = requireNonNull(random, "random is null");
    this.unseen = populationSize;
    this.missing = sampleSize;
  }

  @Override
  public int read(long[] target, int offset, int length) {
    int copied = 0;
    while (copied < length && missing > 0) {
      if (batchIndex == batchSize) {
        batchSize = population.read(batch, 0, BATCH);
        batchIndex = 0;
      }
      if (random.nextLong(unseen) < missing) {
        target[offset + copied] = batch[batchIndex];
        copied++;
        missing--;
      }
      batchIndex++;
      unseen--;
    }
    return copied;
  }

  @Override
  public void close() {
    population.close();
  }
}
