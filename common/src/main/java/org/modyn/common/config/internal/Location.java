package org.modyn.common.config.internal;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1
 */
record Location(int line, int column) implements Comparable<Location> {
  static final Location START = new Location(1, 1);

  @Override
  public int compareTo(Location other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }
}
