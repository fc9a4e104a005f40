package org.modyn.ml.downsampling.search;

import java.util.Arrays;

/**
 * Selects rows that are centres of all rows: the largest distance of a row to its nearest centre is
 * at most twice the smallest possible one (Gonzalez, Clustering to minimize the maximum
 * intercluster distance, 1985; as a selection of samples: Sener and Savarese, Active Learning for
 * Convolutional Neural Networks: A Core-Set Approach, ICLR 2018, algorithm 1). Each centre after
 * the first is the row farthest from all centres, the first one of several. Takes O(k x n x
 * columns) for k centres of n rows, and 16 bytes a row.
 */
public final class KCenter {
  private static final double SELECTED = -1;

  private KCenter() {}

  /**
   * Returns the centres in the order of selection.
   *
   * @param count from 1 to the number of rows
   */
  public static int[] select(FeatureMatrix matrix, int count, int firstCentre) {
    int size = matrix.size();
    double[] nearest = new double[size];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    double[] distances = new double[size];
    int[] centres = new int[count];
    int centre = firstCentre;
    for (int index = 0; index < count; index++) {
      centres[index] = centre;
      if (index + 1 < count) {
        matrix.squaredDistances(matrix.row(centre), distances);
        for (int row = 0; row < size; row++) {
          nearest[row] = Math.min(nearest[row], distances[row]);
        }
        nearest[centre] = SELECTED;
        centre = largest(nearest);
      }
    }
    return centres;
  }

  private static int largest(double[] numbers) {
    int largest = 0;
    for (int index = 1; index < numbers.length; index++) {
      if (numbers[index] > numbers[largest]) {
        largest = index;
      }
    }
    return largest;
  }
}
