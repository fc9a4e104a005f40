package org.modyn.ml.metric;

import java.util.List;

/**
 * The precision at each threshold, weighted by the increase in recall since the threshold before,
 * without interpolation (Zhu, "Recall, precision and average precision", 2004). With more than two
 * outputs, the mean over the classes, each against all others. Undefined when a class has no
 * samples.
 *
 * <p>It costs a pass over the shared {@link Rankings}.
 */
final class AveragePrecision implements Metric {
  private final Rankings rankings;

  AveragePrecision(Rankings rankings) {
    this.rankings = rankings;
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(rankings);
  }

  @Override
  public MetricResult result() {
    return rankings.mean(false, AveragePrecision::averagePrecision);
  }

  private static double averagePrecision(Ranking ranking) {
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
