package org.modyn.common.error;

import java.util.regex.Pattern;

/** Shortens input that a message repeats. */
public final class Echo {
  /** Characters of input in a row that a message repeats. */
  public static final int LONGEST = 200;

  private static final Pattern IN_DOUBLE_QUOTES =
      Pattern.compile("\"([^\"]{" + LONGEST + "})[^\"]+\"");
  private static final Pattern IN_QUOTES =
      Pattern.compile("(?<![\\p{L}\\p{N}])'([^']{" + LONGEST + "})[^']+'");
  private static final Pattern WORD = Pattern.compile("(\\S{" + LONGEST + "})\\S{4,}");

  private Echo() {}

  /**
   * Returns a message in which no quoted text and no word is longer than {@link #LONGEST}
   * characters; what is cut off ends in three dots.
   */
  public static String shorten(String message) {
    if (message.length() <= LONGEST) {
      return message;
    }
    String shorter = IN_DOUBLE_QUOTES.matcher(message).replaceAll("\"$1...\"");
    shorter = IN_QUOTES.matcher(shorter).replaceAll("'$1...'");
    return WORD.matcher(shorter).replaceAll("$1...");
  }
}
