package org.modyn.ml.metric;

/**
 * The precision at each threshold, weighted by the increase in recall since the threshold before,
 * without interpolation (Zhu, "Recall, precision and average precision", 2004). Undefined when a
 * class has no samples.
 */
final class AveragePrecision extends RankingMetric {
  AveragePrecision(Rankings rankings) {
    super(rankings, false);
  }

  @Override
  double measure(Ranking ranking) {
    Precisions precisions = new Precisions();
    ranking.forEachThreshold(precisions);
    return precisions.sum / ranking.positives();
  }

  /** The precision at each threshold, times the positive samples that the threshold adds. */
  private static final class Precisions implements Ranking.ThresholdConsumer {
    private int lastTruePositives;
    private double sum;

    @Override
    public void accept(int truePositives, int falsePositives) {
      double precision = truePositives / ((double) truePositives + falsePositives);
      sum += precision * (truePositives - lastTruePositives);
      lastTruePositives = truePositives;
    }
  }
}
