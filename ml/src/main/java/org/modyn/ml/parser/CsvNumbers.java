package org.modyn.ml.parser;

import java.nio.charset.StandardCharsets;

/**
 * Parses numbers in ASCII, without creating a string unless they are long. White space around
 * numbers is ignored.
 */
final class CsvNumbers {
  /** Powers of ten that float64 holds exactly. */
  private static final double[] POWERS = new double[23];

  /** More digits may not fit in the 53 bits that float64 holds exactly. */
  private static final int EXACT_DIGITS = 15;

  static {
    double power = 1;
    for (int exponent = 0; exponent < POWERS.length; exponent++) {
      POWERS[exponent] = power;
      power *= 10;
    }
  }

  private CsvNumbers() {}

  /**
   * Returns the float64 that is nearest to a decimal number.
   *
   * @param to the index after the last byte
   * @throws NumberFormatException when the bytes are not a number
   */
  static double parseDouble(byte[] bytes, int from, int to) {
    int start = begin(bytes, from, to);
    int end = end(bytes, start, to);
    int position = start;
    boolean negative = position < end && bytes[position] == '-';
    if (position < end && (bytes[position] == '-' || bytes[position] == '+')) {
      position++;
    }
    long digits = 0;
    int count = 0;
    int fraction = 0;
    boolean inFraction = false;
    for (; position < end; position++) {
      int digit = bytes[position] - '0';
      if (digit >= 0 && digit <= 9 && count < EXACT_DIGITS) {
        digits = digits * 10 + digit;
        count++;
        fraction += inFraction ? 1 : 0;
      } else if (bytes[position] == '.' && !inFraction) {
        inFraction = true;
      } else {
        // exponents and long numbers; both are rare
        return parseSlowly(bytes, start, end);
      }
    }
    if (count == 0) {
      throw new NumberFormatException("no digits");
    }
    // both operands are exact, so that the quotient is rounded once
    double value = digits / POWERS[fraction];
    return negative ? -value : value;
  }

  private static double parseSlowly(byte[] bytes, int from, int to) {
    for (int position = from; position < to; position++) {
      boolean digit = bytes[position] >= '0' && bytes[position] <= '9';
      if (!digit && "+-.eE".indexOf(bytes[position]) < 0) {
        throw new NumberFormatException("no number");
      }
    }
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
  }

  /**
   * @throws NumberFormatException when the bytes are not an integer in the range of int64
   */
  static long parseLong(byte[] bytes, int from, int to) {
    int start = begin(bytes, from, to);
    int end = end(bytes, start, to);
    boolean negative = start < end && bytes[start] == '-';
    int position = start + (start < end && (negative || bytes[start] == '+') ? 1 : 0);
    if (position == end) {
      throw new NumberFormatException("no digits");
    }
    // negative, as there is one more of them
    long value = 0;
    for (; position < end; position++) {
      int digit = bytes[position] - '0';
      if (digit < 0
          || digit > 9
          || value < Long.MIN_VALUE / 10
          || value * 10 < Long.MIN_VALUE + digit) {
        throw new NumberFormatException("no whole number");
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw new NumberFormatException("too large");
    }
    return negative ? value : -value;
  }

  private static int begin(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to && isSpace(bytes[position])) {
      position++;
    }
    return position;
  }

  private static int end(byte[] bytes, int from, int to) {
    int position = to;
    while (position > from && isSpace(bytes[position - 1])) {
      position--;
    }
    return position;
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || value == '\t';
  }
}
