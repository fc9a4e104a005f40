package org.modyn.selector.deleted;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;

/**
 * Keys of deleted samples, as ranges: 16 bytes a range, a binary search a key. Immutable.
 *
 * @see DeletedKeysSource
 */
public final class DeletedKeys {
  /** No sample is deleted. */
  public static final DeletedKeys NONE = new DeletedKeys(new long[0], new long[0]);

  private final long[] firstKeys;
  private final long[] lastKeys;

  /**
   * @param firstKeys ascending; not to be changed afterwards
   * @param lastKeys of the same ranges, inclusive; not to be changed afterwards
   */
  public DeletedKeys(long[] firstKeys, long[] lastKeys) {
    this.firstKeys = requireNonNull(firstKeys, "firstKeys is null");
    this.lastKeys = requireNonNull(lastKeys, "lastKeys is null");
    if (firstKeys.length != lastKeys.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d first keys, %d last keys", firstKeys.length, lastKeys.length));
    }
  }

  boolean contains(long key) {
    int found = Arrays.binarySearch(firstKeys, key);
    int range = found >= 0 ? found : -found - 2;
    return range >= 0 && key <= lastKeys[range];
  }

  /**
   * Removes deleted samples from arrays; the others keep their order.
   *
   * @param weights of the same samples
   * @param size how many elements count
   * @return how many are left
   */
  public int removeFrom(long[] keys, float[] weights, int size) {
    if (firstKeys.length == 0) {
      return size;
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!contains(keys[i])) {
        keys[kept] = keys[i];
        weights[kept] = weights[i];
        kept++;
      }
    }
    return kept;
  }
}
