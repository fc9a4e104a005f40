package org.modyn.common.error;

import java.util.Locale;
import java.util.regex.Pattern;

/** Shortens input that a message repeats. */
public final class Echo {
  /** The maximum number of characters of one input that a message repeats. */
  public static final int LONGEST = 200;

  /** The maximum number of characters of a message. */
  static final int LONGEST_MESSAGE = 4_000;

  private static final String CUT = "...";
  private static final Pattern IN_DOUBLE_QUOTES =
      Pattern.compile("\"([^\"]{" + LONGEST + "})[^\"]+\"");
  private static final Pattern IN_QUOTES =
      Pattern.compile("(?<![\\p{L}\\p{N}])'([^']{" + LONGEST + "})[^']+'");

  /** Longer than a shortened text with its quotes and punctuation. */
  private static final Pattern WORD = Pattern.compile("(\\S{" + LONGEST + "})\\S{10,}");

  private Echo() {}

  /**
   * Returns a text that is to be part of a message: its first {@link #LONGEST} characters and three
   * dots if it is longer.
   */
  public static String limit(String input) {
    return input.length() <= LONGEST + CUT.length() ? input : cut(input, LONGEST) + CUT;
  }

  /**
   * Returns a message in which no quoted text and no word is longer than {@link #LONGEST}
   * characters, what is cut off being replaced by three dots. Of a message of more than {@value
   * #LONGEST_MESSAGE} characters, the beginning and the length are returned.
   */
  public static String shorten(String message) {
    if (message.length() <= LONGEST) {
      return message;
    }
    String shorter = IN_DOUBLE_QUOTES.matcher(message).replaceAll("\"$1...\"");
    shorter = IN_QUOTES.matcher(shorter).replaceAll("'$1...'");
    shorter = WORD.matcher(shorter).replaceAll("$1...");
    return shorter.length() <= LONGEST_MESSAGE
        ? shorter
        : String.format(
            Locale.ROOT, "%s ... (%d characters)", cut(shorter, LONGEST_MESSAGE), shorter.length());
  }

  /** Keeps surrogate pairs together. */
  private static String cut(String text, int length) {
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }
}
