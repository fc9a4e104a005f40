package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

/**
 * The sum over all elements of the similarity to the most similar element of the set; similarities
 * are at least 0 (Iyer et al., Submodular combinatorial information measures with applications in
 * machine learning, ALT 2021, section 2). A gain takes O(n) and the time of a row of similarities;
 * it is in units of these.
 */
final class FacilityLocation implements SetFunction {
  private static final int NONE = -1;

  private final PairwiseMatrix similarities;
  private final int[] largest;
  private int lastElement = NONE;
  private int[] lastRow;

  FacilityLocation(PairwiseMatrix similarities) {
    this.similarities = requireNonNull(similarities, "similarities is null");
    this.largest = new int[similarities.size()];
  }

  @Override
  public int size() {
    return largest.length;
  }

  @Override
  public double gain(int element) {
    int[] row = row(element);
    long gain = 0;
    for (int index = 0; index < row.length; index++) {
      gain += Math.max(0, row[index] - largest[index]);
    }
    return gain;
  }

  @Override
  public void add(int element) {
    int[] row = row(element);
    for (int index = 0; index < largest.length; index++) {
      largest[index] = Math.max(largest[index], row[index]);
    }
  }

  /** An element is often added just after its gain was computed. */
  private int[] row(int element) {
    if (element != lastElement) {
      lastRow = similarities.row(element);
      lastElement = element;
    }
    return lastRow;
  }
}
