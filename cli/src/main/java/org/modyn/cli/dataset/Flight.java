package org.modyn.cli.dataset;

import org.modyn.common.error.ModynException;

/**
 * A line of the flights' CSV file.
 *
 * @param timestamp of the departure, seconds since 1970; local time, read as UTC
 * @param arrivalDelayMinutes negative when early
 */
record Flight(
    long timestamp, String origin, String destination, int distanceMiles, int arrivalDelayMinutes) {
  static final String HEADER = "timestamp,origin,destination,distance_miles,arrival_delay_minutes";

  private static final int FIELDS = 5;

  /**
   * @param where file and line, for messages
   * @throws ModynException INVALID_ARGUMENT when the line has another format
   */
  static Flight parse(String line, String where) {
    String[] fields = line.split(",", -1);
    if (fields.length != FIELDS) {
      throw ModynException.invalidArgument(
          "%s: expected %d fields (%s), but found %d", where, FIELDS, HEADER, fields.length);
    }
    return new Flight(
        integer(fields[0], Long.MIN_VALUE, Long.MAX_VALUE, "timestamp", where),
        airport(fields[1], "origin", where),
        airport(fields[2], "destination", where),
        (int) integer(fields[3], 0, 0xFFFF, "distance_miles", where),
        (int)
            integer(
                fields[4], Integer.MIN_VALUE, Integer.MAX_VALUE, "arrival_delay_minutes", where));
  }

  private static long integer(String text, long minimum, long maximum, String field, String where) {
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ModynException.invalidArgument(
          "%s: %s: '%s' is not a whole number", where, field, text);
    }
    if (value < minimum || value > maximum) {
      throw ModynException.invalidArgument(
          "%s: %s: %d is not between %d and %d", where, field, value, minimum, maximum);
    }
    return value;
  }

  private static String airport(String text, String field, String where) {
    if (text.isBlank()) {
      throw ModynException.invalidArgument(
          "%s: %s: the code of an airport is missing", where, field);
    }
    return text;
  }
}
