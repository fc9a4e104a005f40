package org.modyn.selector.partition;

import static java.util.Objects.requireNonNull;

/**
 * Interleaves two cursors: each read returns up to half of its samples from either. Once a cursor
 * is exhausted, reads return samples of the other one only.
 */
public final class InterleavedScan implements SampleCursor {
  private final SampleCursor first;
  private final SampleCursor second;

  public InterleavedScan(SampleCursor first, SampleCursor second) {
    this.first = requireNonNull(first, "first is null");
    this.second = requireNonNull(second, "second is null");
  }

  @Override
  public int read(long[] keys, float[] weights, int offset, int length) {
    int size = first.read(keys, weights, offset, length / 2);
    return size + second.read(keys, weights, offset + size, length / 2);
  }

  @Override
  public void close() {
    try (first) {
      second.close();
    }
  }
}
