package org.modyn.ml.metric;

import java.util.List;

/**
 * A measure of {@link Rankings}. With more than two outputs, the mean over the classes, each
 * against all others. Undefined when it is undefined for one of them.
 *
 * <p>Metrics of this kind share the rankings, so each of them costs only a pass over the sorted
 * samples.
 */
abstract class RankingMetric implements Metric {
  private final Rankings rankings;
  private final boolean needsNegatives;

  /**
   * @param needsNegatives whether the measure is undefined without a sample of another class; it is
   *     always undefined without one of the class
   */
  RankingMetric(Rankings rankings, boolean needsNegatives) {
    this.rankings = rankings;
    this.needsNegatives = needsNegatives;
  }

  /** The measure of one class. */
  abstract double measure(Ranking ranking);

  @Override
  public final List<Accumulator> accumulators() {
    return List.of(rankings);
  }

  @Override
  public final MetricResult result() {
    return rankings.mean(needsNegatives, this::measure);
  }
}
