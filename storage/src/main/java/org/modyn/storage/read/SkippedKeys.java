package org.modyn.storage.read;

import java.util.Arrays;

/** Keys of requested samples that a response skips, until they are reported to the client. */
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

  /** Records that the next {@code count} keys were reported to the client. */
  void sent(int count) {
    sent += count;
  }
}
