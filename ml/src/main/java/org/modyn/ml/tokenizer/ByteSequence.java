package org.modyn.ml.tokenizer;

import java.util.Arrays;

/** A growable byte sequence that reuses its memory. Not safe for concurrent use. */
final class ByteSequence {
  private byte[] bytes = new byte[64];
  private int length;

  void clear() {
    length = 0;
  }

  /** The bytes, and undefined ones from {@link #length} on. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void add(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }

  /** Appends a code point in UTF-8. */
  void addCodePoint(int codePoint) {
    if (codePoint < 0x80) {
      add(codePoint);
    } else if (codePoint < 0x800) {
      add(0xc0 | codePoint >> 6);
      add(0x80 | codePoint & 0x3f);
    } else if (codePoint < 0x10000) {
      add(0xe0 | codePoint >> 12);
      add(0x80 | codePoint >> 6 & 0x3f);
      add(0x80 | codePoint & 0x3f);
    } else {
      add(0xf0 | codePoint >> 18);
      add(0x80 | codePoint >> 12 & 0x3f);
      add(0x80 | codePoint >> 6 & 0x3f);
      add(0x80 | codePoint & 0x3f);
    }
  }

  /** The number of bytes of the code point that starts with this byte, in valid UTF-8. */
  static int bytesOfCodePoint(byte first) {
    int value = first & 0xff;
    if (value < 0x80) {
      return 1;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
  }

  /** The code point that begins at an index, in valid UTF-8. */
  int codePoint(int position) {
    int first = bytes[position] & 0xff;
    return switch (bytesOfCodePoint((byte) first)) {
      case 1 -> first;
      case 2 -> (first & 0x1f) << 6 | bytes[position + 1] & 0x3f;
      case 3 ->
          (first & 0xf) << 12 | (bytes[position + 1] & 0x3f) << 6 | bytes[position + 2] & 0x3f;
      default ->
          (first & 7) << 18
              | (bytes[position + 1] & 0x3f) << 12
              | (bytes[position + 2] & 0x3f) << 6
              | bytes[position + 3] & 0x3f;
    };
  }
}
