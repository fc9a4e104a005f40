package org.modyn.supervisor.drift.learning;

import java.util.Arrays;

/** The receiver operating characteristic of a binary classifier. */
public final class RocCurve {
  private RocCurve() {}

  /**
   * Returns the area under the curve: the probability that a positive sample has a greater score
   * than a negative one, where equal scores count half. O(n log n) time.
   *
   * @param positives the scores of the positive samples, at least one
   * @param negatives the scores of the negative samples, at least one
   */
  public static double area(double[] positives, double[] negatives) {
    double[] above = positives.clone();
    double[] below = negatives.clone();
    Arrays.sort(above);
    Arrays.sort(below);
    double wins = 0;
    int smaller = 0;
    int notGreater = 0;
    for (double score : above) {
      while (smaller < below.length && below[smaller] < score) {
        smaller++;
      }
      while (notGreater < below.length && below[notGreater] <= score) {
        notGreater++;
      }
      wins += (smaller + notGreater) / 2.0;
    }
    return wins / above.length / below.length;
  }
}
