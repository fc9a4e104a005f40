package org.modyn.ml.metric;

/**
 * Samples of two classes, ordered by a score. Metrics of the order need only the counts of both
 * classes at each threshold, so the scores of the classes are sorted apart and then merged.
 *
 * <p>A sample takes 4 bytes if its score is a float, else 8 bytes, and up to two and a half times
 * as much while the arrays grow. It is sorted once, however many metrics are computed from it.
 */
final class Ranking {
  /** Receives the counts of samples above a threshold, for one threshold after the other. */
  @FunctionalInterface
  interface ThresholdConsumer {
    /**
     * Receives the counts of samples that score at least as high as the threshold.
     *
     * @param truePositives those of the positive class
     * @param falsePositives those of the negative class
     */
    void accept(int truePositives, int falsePositives);
  }

  private final Scores positives = new Scores();
  private final Scores negatives = new Scores();

  /** Adds a sample; the score is not NaN. */
  void add(double score, boolean isPositive) {
    (isPositive ? positives : negatives).add(score);
  }

  int positives() {
    return positives.size();
  }

  int negatives() {
    return negatives.size();
  }

  /** Passes each distinct score as a threshold, from the highest to the lowest. */
  void forEachThreshold(ThresholdConsumer consumer) {
    positives.sort();
    negatives.sort();
    int positive = positives.size();
    int negative = negatives.size();
    while (positive > 0 || negative > 0) {
      double threshold =
          Math.max(
              positive > 0 ? positives.get(positive - 1) : Double.NEGATIVE_INFINITY,
              negative > 0 ? negatives.get(negative - 1) : Double.NEGATIVE_INFINITY);
      while (positive > 0 && positives.get(positive - 1) == threshold) {
        positive--;
      }
      while (negative > 0 && negatives.get(negative - 1) == threshold) {
        negative--;
      }
      consumer.accept(positives.size() - positive, negatives.size() - negative);
    }
  }
}
