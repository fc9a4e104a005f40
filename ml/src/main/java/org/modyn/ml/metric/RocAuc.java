package org.modyn.ml.metric;

/**
 * The area under the receiver operating characteristic, exactly: the probability that a random
 * sample of a class scores higher than one of the others, equal scores counting half (Fawcett, "An
 * introduction to ROC analysis", 2006, section 7). Undefined when a class has no samples, or all.
 */
final class RocAuc extends RankingMetric {
  RocAuc(Rankings rankings) {
    super(rankings, true);
  }

  @Override
  double measure(Ranking ranking) {
    Area area = new Area();
    ranking.forEachThreshold(area);
    return area.sum / ((double) ranking.positives() * ranking.negatives());
  }

  /** The area in units of one positive and one negative sample, by the trapezoidal rule. */
  private static final class Area implements Ranking.ThresholdConsumer {
    private int lastTruePositives;
    private int lastFalsePositives;
    private double sum;

    @Override
    public void accept(int truePositives, int falsePositives) {
      double height = ((double) lastTruePositives + truePositives) / 2;
      sum += height * (falsePositives - lastFalsePositives);
      lastTruePositives = truePositives;
      lastFalsePositives = falsePositives;
    }
  }
}
