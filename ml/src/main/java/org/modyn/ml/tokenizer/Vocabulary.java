package org.modyn.ml.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Finds the number of a token by its bytes: a hash table over one array of all tokens. Immutable.
 */
final class Vocabulary {
  private static final int EMPTY = -1;

  private final byte[] bytes;

  /**
   * The offset in {@link #bytes} at which each entry's token begins; the last element is the offset
   * at which the last token ends.
   */
  private final int[] starts;

  private final int[] ids;
  private final int[] slots;
  private final int longest;

  /**
   * @param tokens to their numbers
   */
  Vocabulary(Map<String, Integer> tokens) {
    starts = new int[tokens.size() + 1];
    ids = new int[tokens.size()];
    slots = new int[Integer.highestOneBit(Math.max(1, tokens.size())) * 4];
    Arrays.fill(slots, EMPTY);
    ByteSequence all = new ByteSequence();
    int entry = 0;
    int longestToken = 0;
    for (Map.Entry<String, Integer> token : tokens.entrySet()) {
      byte[] encoded = token.getKey().getBytes(StandardCharsets.UTF_8);
      starts[entry] = all.length();
      ids[entry] = token.getValue();
      int hash = 0;
      for (byte value : encoded) {
        all.add(value);
        hash = hash(hash, value);
      }
      longestToken = Math.max(longestToken, encoded.length);
      int slot = slot(hash);
      while (slots[slot] != EMPTY) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = entry;
      entry++;
    }
    starts[entry] = all.length();
    bytes = Arrays.copyOf(all.bytes(), all.length());
    longest = longestToken;
  }

  /** The bytes of the longest token. */
  int longest() {
    return longest;
  }

  /** The hash of bytes and one more; that of no bytes is 0. */
  static int hash(int hash, byte next) {
    return (hash ^ next) * 0x01000193 + 1;
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 15) * 0x9E3779B1 >>> 8 & slots.length - 1;
  }

  /**
   * The number of a token, or -1.
   *
   * @param hash of the bytes {@code from} (inclusive) to {@code to} (exclusive)
   */
  int find(byte[] text, int from, int to, int hash) {
    for (int slot = slot(hash); slots[slot] != EMPTY; slot = slot + 1 & slots.length - 1) {
      int entry = slots[slot];
      if (Arrays.equals(bytes, starts[entry], starts[entry + 1], text, from, to)) {
        return ids[entry];
      }
    }
    return -1;
  }
}
