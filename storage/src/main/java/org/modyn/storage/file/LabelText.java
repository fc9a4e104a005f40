package org.modyn.storage.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Parses labels that are stored as text. */
final class LabelText {
  /** The number of digits that cannot overflow a {@code long}. */
  private static final int SAFE_DIGITS = 18;

  private static final int MAXIMUM_SHOWN = 40;

  private LabelText() {}

  /**
   * Parses a decimal 64-bit integer with an optional sign and optional surrounding white space.
   * Does not allocate objects.
   *
   * @param start of the text in {@code bytes}
   * @param end of the text, exclusive
   * @throws NumberFormatException when the text is not such a number; the message contains the text
   */
  static long parse(MemorySegment bytes, long start, long end) {
    long from = start;
    long to = end;
    while (from < to && isSpace(at(bytes, from))) {
      from++;
    }
    while (from < to && isSpace(at(bytes, to - 1))) {
      to--;
    }
    boolean negative = from < to && at(bytes, from) == '-';
    long digits = from < to && (negative || at(bytes, from) == '+') ? from + 1 : from;
    if (digits == to) {
      throw wrong(bytes, start, end);
    }
    while (digits < to - 1 && at(bytes, digits) == '0') {
      digits++;
    }
    // accumulates a negative number, because there is one more negative than positive number
    long value = 0;
    for (long i = digits; i < to; i++) {
      int digit = at(bytes, i) - '0';
      if (digit < 0 || digit > 9) {
        throw wrong(bytes, start, end);
      }
      if (i - digits >= SAFE_DIGITS && value < (Long.MIN_VALUE + digit) / 10) {
        throw new NumberFormatException(quote(bytes, start, end) + " does not fit into 64 bits");
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw new NumberFormatException(quote(bytes, start, end) + " does not fit into 64 bits");
    }
    return negative ? value : -value;
  }

  private static NumberFormatException wrong(MemorySegment bytes, long start, long end) {
    return new NumberFormatException(
        start == end ? "it is empty" : quote(bytes, start, end) + " is no whole number");
  }

  private static String quote(MemorySegment bytes, long start, long end) {
    int shown = (int) Math.min(end - start, MAXIMUM_SHOWN);
    byte[] text = bytes.asSlice(start, shown).toArray(ValueLayout.JAVA_BYTE);
    return "'"
        + new String(text, StandardCharsets.UTF_8)
        + (shown < end - start ? "..." : "")
        + "'";
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }

  private static byte at(MemorySegment bytes, long offset) {
    return bytes.get(ValueLayout.JAVA_BYTE, offset);
  }
}
