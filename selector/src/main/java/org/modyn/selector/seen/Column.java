package org.modyn.selector.seen;

/** A column of the samples that a pipeline has seen; every column holds 64-bit integers. */
public enum Column {
  KEY(0),
  /** Seconds since 1970. */
  TIMESTAMP(1),
  LABEL(2);

  private final int index;

  Column(int index) {
    this.index = index;
  }

  /** Which of a block's columns it is, counted from 0; part of the file format. */
  int index() {
    return index;
  }
}
