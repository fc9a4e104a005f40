package org.modyn.storage.read;

import java.util.Arrays;

/** Keys of requested samples that an answer skips, until the client is told. */
final class SkippedKeys {
  private long[] keys = {};
  private int size;
  private int sent;

  void add(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(16, 2 * size));
    }
    keys[size++] = key;
  }

  boolean hasNext() {
    return sent < size;
  }

  /** The first {@code limit} keys that are not {@linkplain #sent sent}. */
  long[] next(int limit) {
    return Arrays.copyOfRange(keys, sent, Math.min(size, sent + limit));
  }

  /** The client was told of the next {@code count} keys. */
  void sent(int count) {
    sent += count;
  }
}
