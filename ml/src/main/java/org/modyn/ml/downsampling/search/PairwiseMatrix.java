package org.modyn.ml.downsampling.search;

/**
 * A symmetric matrix with a number for each pair of elements, of which a search needs some rows.
 * The numbers are whole multiples of a unit, from 0 to {@value #LARGEST}: sums of them are exact,
 * in whatever order they are added. Otherwise rounding would select between equal gains, which are
 * frequent: two elements that are each other's nearest one have equal gains of {@link
 * FacilityLocation}.
 */
interface PairwiseMatrix {
  int LARGEST = 1 << 30;

  /** The number of elements. */
  int size();

  /**
   * Returns the numbers of an element and each element.
   *
   * @return valid until the next call; not changed by the caller
   */
  int[] row(int element);
}
