package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.selector.loss.RecordedLosses;
import org.modyn.selector.loss.SampleLosses;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.FullScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.CounterBasedRandom;
import org.modyn.selector.sampling.ExponentialRace;
import org.modyn.selector.sampling.SmallestValues;
import org.modyn.selector.sampling.StratifiedSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.SampleWeights;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on a random sample that prefers samples whose last known loss is large: the loss in the
 * newest training of the pipeline that contained the sample ({@link RecordedLosses}). Samples are
 * drawn without replacement, each draw with probabilities proportional to the losses, by an {@link
 * ExponentialRace}. Until a loss is known, the sample is uniform.
 *
 * <p>If the training uses weights, those of the samples compensate for the selection: with the
 * arrival times of the race as ranks, and the time {@code t} of the first sample that is left out,
 * a sample with the loss {@code w} has been included with the probability {@code 1 - exp(-w t)},
 * and the sum of the selected losses, each divided by its probability, is an unbiased estimate of
 * the sum of all (Cohen and Kaplan, Summarizing data using bottom-k sketches, PODC 2007, section 4:
 * rank conditioning). Weights are scaled by the selected part, so that they are about 1.
 *
 * <p>Cost per trigger: the losses of new trainings are read from the model storage once. They take
 * 4 bytes for each sample that the pipeline has ever trained on, in memory while the trigger is
 * computed, and in the state of the trigger. Up to six scans over the keys of the tail, and the
 * memory of one partition. Random numbers are recomputed from the positions, not stored.
 */
public final class LossWeightedStrategy implements SelectionStrategy {
  private final LossWeightedStrategyConfig config;
  private final RecordedLosses recorded;
  private final Weighting weighting;

  /**
   * @param recorded the losses of the trainings of all pipelines
   */
  public LossWeightedStrategy(LossWeightedStrategyConfig config, RecordedLosses recorded) {
    this.config = requireNonNull(config, "config is null");
    this.recorded = requireNonNull(recorded, "recorded is null");
    this.weighting = Weighting.of(config);
  }

  @Override
  public LossWeightedStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    SampleLosses losses = state.losses();
    recorded.addNewer(state.pipelineId(), losses);
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    long size = size(tail);
    return new ShuffledPartitions(
        samples(seen, tail, size, random, losses),
        size,
        config.maximumKeysInMemory(),
        random,
        "sample_time");
  }

  private long size(Tail tail) {
    long part = tail.size() * config.part().ratio() / config.part().ratioMax();
    return config.limit() > 0 ? Math.min(config.limit(), part) : part;
  }

  private SampleCursor samples(
      StorageBackend seen, Tail tail, long size, RandomGenerator random, SampleLosses losses) {
    ColumnCursor keys = seen.read(Column.KEY, tail.start(), tail.end());
    SampleWeights weights = weighting.open(seen, tail.start(), tail.end());
    if (size == tail.size()) {
      return new FullScan(keys, weights);
    }
    LossWeights rates = LossWeights.of(seen, tail, losses, config);
    if (size == 0 || !rates.anyKnown()) {
      return new FilteredScan(keys, weights, StratifiedSampler.uniform(tail.size(), size, random));
    }
    ExponentialRace race =
        new ExponentialRace(
            seen,
            tail,
            Column.KEY,
            new CounterBasedRandom(random.nextLong()),
            key -> -Math.log(rates.weight(key)));
    SmallestValues.Threshold leftOut = race.find(size + 1, config.maximumKeysInMemory());
    if (config.usesWeights()) {
      double logarithm = ExponentialRace.logarithm(leftOut);
      double part = (double) size / tail.size();
      weights =
          SampleWeights.product(
              weights,
              SampleWeights.byValue(
                  seen.read(Column.KEY, tail.start(), tail.end()),
                  key -> (float) (part / inclusion(rates.weight(key), logarithm))));
    }
    return new FilteredScan(keys, weights, race.select(leftOut.withoutLast()));
  }

  /**
   * Returns the probability that a sample arrives before a time.
   *
   * @param logarithm of the time
   */
  private static double inclusion(double weight, double logarithm) {
    return -Math.expm1(-Math.exp(Math.log(weight) + logarithm));
  }

  @Override
  public boolean isStateful() {
    return true;
  }
}
