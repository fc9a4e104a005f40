package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

/**
 * Mixes two cursors: every read takes up to half of it from each; when one of them has come to its
 * end, from the other alone.
 */
final class MixedSamples implements SampleCursor {
  private final SampleCursor first;
  private final SampleCursor second;

  MixedSamples(SampleCursor first, SampleCursor second) {
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
