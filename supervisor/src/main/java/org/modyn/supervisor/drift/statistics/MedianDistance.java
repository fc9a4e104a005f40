package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * The median of squared distances, without storing or sorting all of them: a first scan counts them
 * by the leading bits of their float64, a second one collects those with the leading bits of the
 * median. Distances that hardly differ need further scans, and up to {@value #MAX_COLLECTED} of
 * them one.
 *
 * <p>Time: up to five scans, usually two (see {@link DistanceScan}); memory: up to {@value
 * #MAX_COLLECTED} distances, 8 MiB, and 4 MiB for each thread.
 */
final class MedianDistance {
  /** Squared distances below it count as this one, so that the median is positive. */
  static final double MINIMUM = 1e-30;

  private static final int MAX_COLLECTED = 1 << 20;
  private static final int STEP_BITS = 20;

  private MedianDistance() {}

  /**
   * Returns the squared distance that the median heuristic of Alibi-Detect 0.12 ({@code
   * sigma_median} in {@code utils/pytorch/kernels.py}) selects for one set of vectors: the lower
   * median of the distances of all pairs.
   *
   * @param vectors at least two
   */
  static double within(Vectors vectors) {
    DistanceScan scan = DistanceScan.within(vectors);
    return select(scan, (scan.size() - 1) / 2, MAX_COLLECTED);
  }

  /**
   * Returns the squared distance that the heuristic selects for two sets: the lower median of the
   * distances between them. For equal sets in the same order it is {@link #within}.
   *
   * @param current at least two vectors
   */
  static double between(Vectors reference, Vectors current) {
    if (reference.haveValuesOf(current)) {
      return within(reference);
    }
    DistanceScan scan = DistanceScan.between(reference, current);
    return select(scan, scan.size() / 2 - 1, MAX_COLLECTED);
  }

  /**
   * Returns the distance with a rank.
   *
   * @param rank counted from 0
   * @param maxCollected how many distances may be collected and sorted, at least 1
   */
  static double select(DistanceScan scan, long rank, int maxCollected) {
    long remainingRank = rank;
    long remaining = scan.size();
    long prefix = 0;
    int prefixBits = 0;
    while (remaining > maxCollected) {
      if (prefixBits == Long.SIZE) {
        return Double.longBitsToDouble(prefix);
      }
      int bits = Math.min(STEP_BITS, Long.SIZE - prefixBits);
      Histogram histogram = new Histogram(prefix, prefixBits, bits);
      scan.scan(histogram::visitor);
      int bin = histogram.binOf(remainingRank);
      remainingRank -= histogram.countBefore(bin);
      remaining = histogram.counts[bin];
      prefix = (prefix << bits) | bin;
      prefixBits += bits;
    }
    return collect(scan, prefix, prefixBits, (int) remaining)[(int) remainingRank];
  }

  private static double[] collect(DistanceScan scan, long prefix, int prefixBits, int count) {
    Collection collection = new Collection(prefix, prefixBits, count);
    scan.scan(collection::visitor);
    Arrays.sort(collection.values);
    return collection.values;
  }

  /** The float64's bits, which ascend with a positive number. */
  private static long bits(double distance) {
    return Double.doubleToRawLongBits(Math.max(distance, MINIMUM));
  }

  /** Whether a number's leading bits are the prefix. */
  private static boolean matches(long bits, long prefix, int prefixBits) {
    return prefixBits == 0 || bits >>> (Long.SIZE - prefixBits) == prefix;
  }

  /** Counts the distances that begin with a prefix by their next bits. */
  private static final class Histogram {
    private final long prefix;
    private final int prefixBits;
    private final int shift;
    private final long[] counts;

    Histogram(long prefix, int prefixBits, int bits) {
      this.prefix = prefix;
      this.prefixBits = prefixBits;
      this.shift = Long.SIZE - prefixBits - bits;
      this.counts = new long[1 << bits];
    }

    DistanceScan.Visitor visitor() {
      int[] stripCounts = new int[counts.length];
      return new DistanceScan.Visitor() {
        @Override
        public void visit(DistanceScan.Tile tile) {
          for (int row = 0; row < tile.rows(); row++) {
            count(tile.distances()[row], tile.start(row), stripCounts);
          }
        }

        @Override
        public void finish() {
          add(stripCounts);
        }
      };
    }

    private void count(double[] distances, int start, int[] stripCounts) {
      int mask = counts.length - 1;
      for (int column = start; column < distances.length; column++) {
        long bits = bits(distances[column]);
        if (matches(bits, prefix, prefixBits)) {
          stripCounts[(int) (bits >>> shift) & mask]++;
        }
      }
    }

    private synchronized void add(int[] stripCounts) {
      for (int bin = 0; bin < counts.length; bin++) {
        counts[bin] += stripCounts[bin];
      }
    }

    int binOf(long rank) {
      long before = 0;
      int bin = 0;
      while (before + counts[bin] <= rank) {
        before += counts[bin++];
      }
      return bin;
    }

    long countBefore(int bin) {
      return Arrays.stream(counts, 0, bin).sum();
    }
  }

  /** Collects the distances that begin with a prefix. */
  private static final class Collection {
    private final long prefix;
    private final int prefixBits;
    private final double[] values;
    private int size;

    Collection(long prefix, int prefixBits, int count) {
      this.prefix = prefix;
      this.prefixBits = prefixBits;
      this.values = new double[count];
    }

    DistanceScan.Visitor visitor() {
      return new DistanceScan.Visitor() {
        private double[] found = new double[DistanceScan.TILE_COLUMNS];
        private int count;

        @Override
        public void visit(DistanceScan.Tile tile) {
          for (int row = 0; row < tile.rows(); row++) {
            for (int column = tile.start(row); column < tile.columns(); column++) {
              long bits = bits(tile.distances()[row][column]);
              if (matches(bits, prefix, prefixBits)) {
                if (count == found.length) {
                  found = Arrays.copyOf(found, 2 * count);
                }
                found[count++] = Double.longBitsToDouble(bits);
              }
            }
          }
        }

        @Override
        public void finish() {
          add(found, count);
        }
      };
    }

    private synchronized void add(double[] found, int count) {
      System.arraycopy(found, 0, values, size, count);
      size += count;
    }
  }
}
