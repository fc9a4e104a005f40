package org.modyn.ml.loader;

import java.util.Arrays;

/**
 * Finds the positions of a key in an array. It is an immutable hash table of ints with open
 * addressing; a lookup takes a few nanoseconds, and a key takes at most 20 bytes. A key may occur
 * at several positions.
 */
final class KeyIndex {
  private static final int NONE = -1;

  private final long[] keys;
  private final int[] table;

  /** The next position of the same key; empty as long as no key occurs twice. */
  private int[] next = {};

  private int distinct;

  KeyIndex(long[] keys) {
    this.keys = keys;
    int capacity = Integer.highestOneBit(Math.max(1, keys.length)) << 2;
    table = new int[capacity];
    Arrays.fill(table, NONE);
    for (int position = 0; position < keys.length; position++) {
      add(position);
    }
  }

  private void add(int position) {
    int cell = cell(keys[position]);
    int first = table[cell];
    if (first == NONE) {
      table[cell] = position;
      distinct++;
      return;
    }
    if (next.length == 0) {
      next = new int[keys.length];
      Arrays.fill(next, NONE);
    }
    next[position] = next[first];
    next[first] = position;
  }

  /** The cell that holds the key, or the free cell to insert it into. */
  private int cell(long key) {
    int mask = table.length - 1;
    long hash = key * 0x9E3779B97F4A7C15L;
    int cell = (int) (hash >>> 32) & mask;
    while (table[cell] != NONE && keys[table[cell]] != key) {
      cell = (cell + 1) & mask;
    }
    return cell;
  }

  /** The first position of the key, or -1. */
  int first(long key) {
    return table[cell(key)];
  }

  /** Another position of the key at {@code position}, or -1 after the last. */
  int next(int position) {
    return next.length == 0 ? NONE : next[position];
  }

  /** The number of distinct keys. */
  int distinct() {
    return distinct;
  }
}
