package org.modyn.common.config.internal;

/**
 * A position in a file.
 *
 * @param line starting at 1
 * @param column starting at 1
 */
record Location(int line, int column) implements Comparable<Location> {
  static final Location START = new Location(1, 1);

  @Override
  public int compareTo(Location other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }
}
