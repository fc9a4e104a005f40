package org.modyn.ml.loader;

import java.util.Arrays;

/**
 * Finds the positions of a key in an array. It holds the keys in ascending order, each in a slot
 * with its position, so that finding keys that are asked for in that order takes no search; storage
 * sends samples in the order of their keys unless files were added out of order. A key takes 12
 * bytes, and as much again during construction. A key may occur at several positions.
 */
final class KeyIndex {
  private static final int NONE = -1;
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private long[] sorted;
  private int[] positions;
  private final int distinct;

  /** The slot after those of the key that was found last. */
  private int expected;

  KeyIndex(long[] keys) {
    sorted = keys.clone();
    positions = new int[keys.length];
    Arrays.setAll(positions, position -> position);
    sort();
    distinct = countDistinct();
  }

  /** Radix sort, from the least significant digit, of the bits in which keys differ. */
  private void sort() {
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    for (long key : sorted) {
      smallest = Math.min(smallest, key);
      largest = Math.max(largest, key);
    }
    // as unsigned numbers, differences from the smallest key are ordered even if they overflow
    long range = sorted.length == 0 ? 0 : largest - smallest;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(range);
    long[] keys = new long[sorted.length];
    int[] places = new int[sorted.length];
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      sortByDigit(smallest, shift, keys, places);
      long[] otherKeys = sorted;
      sorted = keys;
      keys = otherKeys;
      int[] otherPlaces = positions;
      positions = places;
      places = otherPlaces;
    }
  }

  private void sortByDigit(long smallest, int shift, long[] toKeys, int[] toPositions) {
    int[] next = new int[DIGITS];
    for (long key : sorted) {
      next[digit(key, smallest, shift)]++;
    }
    int start = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int count = next[digit];
      next[digit] = start;
      start += count;
    }
    for (int slot = 0; slot < sorted.length; slot++) {
      int target = next[digit(sorted[slot], smallest, shift)]++;
      toKeys[target] = sorted[slot];
      toPositions[target] = positions[slot];
    }
  }

  private static int digit(long key, long smallest, int shift) {
    return (int) ((key - smallest) >>> shift) & (DIGITS - 1);
  }

  private int countDistinct() {
    int count = 0;
    for (int slot = 0; slot < sorted.length; slot++) {
      if (isFirst(slot)) {
        count++;
      }
    }
    return count;
  }

  /** Returns the first slot of the key, or -1. */
  int first(long key) {
    int slot = expected;
    if (slot == sorted.length || sorted[slot] != key) {
      slot = search(key);
      if (slot == NONE) {
        return NONE;
      }
    }
    expected = slot + 1;
    while (expected < sorted.length && sorted[expected] == key) {
      expected++;
    }
    return slot;
  }

  private int search(long key) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < sorted.length && sorted[low] == key ? low : NONE;
  }

  /** Returns another slot of the key in {@code slot}, or -1 after the last. */
  int next(int slot) {
    int next = slot + 1;
    return next < sorted.length && sorted[next] == sorted[slot] ? next : NONE;
  }

  /** Returns whether a slot is the first one of its key. */
  boolean isFirst(int slot) {
    return slot == 0 || sorted[slot - 1] != sorted[slot];
  }

  /** Returns the position in the array of the key in a slot. */
  int position(int slot) {
    return positions[slot];
  }

  /** Returns the key in a slot. */
  long key(int slot) {
    return sorted[slot];
  }

  /** The number of distinct keys. */
  int distinct() {
    return distinct;
  }
}
