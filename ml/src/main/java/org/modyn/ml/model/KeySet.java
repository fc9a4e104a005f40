package org.modyn.ml.model;

import java.util.Arrays;

/**
 * A growing set of keys of samples. A hash table of longs with open addressing: a few nanoseconds a
 * key, 16 to 32 bytes a key.
 */
final class KeySet {
  private static final int FIRST_CAPACITY = 16;

  /** The keys other than 0, each in its cell or a following one; 0 marks a free cell. */
  private long[] table = new long[FIRST_CAPACITY];

  private boolean hasZero;
  private int size;

  void add(long key) {
    if (key == 0) {
      size += hasZero ? 0 : 1;
      hasZero = true;
      return;
    }
    int cell = cell(table, key);
    if (table[cell] != 0) {
      return;
    }
    table[cell] = key;
    size++;
    if (2L * size > table.length) {
      grow();
    }
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(table.length, 2)];
    for (long key : table) {
      if (key != 0) {
        larger[cell(larger, key)] = key;
      }
    }
    table = larger;
  }

  boolean contains(long key) {
    return key == 0 ? hasZero : table[cell(table, key)] != 0;
  }

  int size() {
    return size;
  }

  void clear() {
    table = new long[FIRST_CAPACITY];
    hasZero = false;
    size = 0;
  }

  /** The keys in ascending order. */
  long[] sorted() {
    long[] keys = Arrays.stream(table).filter(key -> key != 0).toArray();
    if (hasZero) {
      keys = Arrays.copyOf(keys, keys.length + 1);
    }
    Arrays.sort(keys);
    return keys;
  }

  /** The cell that holds the key, or the free cell to insert it into. */
  private static int cell(long[] table, long key) {
    int mask = table.length - 1;
    int cell = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (table[cell] != 0 && table[cell] != key) {
      cell = (cell + 1) & mask;
    }
    return cell;
  }
}
