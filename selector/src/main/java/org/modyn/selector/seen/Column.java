package org.modyn.selector.seen;

/** What is known of each sample that was seen; every column holds 64-bit integers. */
public enum Column {
  KEY(0),
  /** Seconds since 1970. */
  TIMESTAMP(1),
  LABEL(2);

  private final int place;

  Column(int place) {
    this.place = place;
  }

  /** Which of a block's columns it is, counted from 0; part of the file format. */
  int place() {
    return place;
  }
}
