package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.modyn.common.config.pipeline.selection.PresamplingConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.FullScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.Strata;
import org.modyn.selector.sampling.StratifiedSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.LabelDictionary;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.Weighting;

/**
 * Draws a subset of the tail without a model: {@code ratio} of every {@code ratio_max} samples, at
 * most a limit, in order of arrival.
 *
 * <p>Cost: one scan over the keys; balancing by label takes two more over the labels.
 */
final class Presampler {
  private final PresamplingConfig config;
  private final Weighting weighting;

  Presampler(PresamplingConfig config, Weighting weighting) {
    this.config = requireNonNull(config, "config is null");
    this.weighting = requireNonNull(weighting, "weighting is null");
  }

  /**
   * The presampled subset.
   *
   * @param samples a cursor over it
   * @param size the number of samples
   */
  record Sample(SampleCursor samples, long size) {}

  /**
   * Draws from the samples of {@code tail}.
   *
   * @param limit the maximum number of samples; {@link Long#MAX_VALUE} for no limit
   * @param state the positions that the current round without replacement has used
   */
  Sample select(
      StorageBackend seen, Tail tail, long limit, RandomGenerator random, StrategyState state) {
    Draw draw = new Draw(seen, tail, weighting, random);
    long part = tail.size() * config.part().ratio() / config.part().ratioMax();
    long target = Math.min(limit, part);
    return switch (config.strategy()) {
      case NO -> first(seen, tail, limit);
      case RANDOM -> draw.uniformly(target);
      case RANDOM_NO_REPLACEMENT -> draw.withoutReplacement(target, state);
      case LABEL_BALANCED -> {
        LabelDictionary labels = LabelDictionary.count(seen, tail.start(), tail.end());
        Strata strata = Strata.labels(seen.read(Column.LABEL, tail.start(), tail.end()), labels);
        yield balanced(draw, strata, labels.counts(), target);
      }
      case TRIGGER_BALANCED -> {
        long[] ends = tail.endsOfTriggers();
        long[] counts = new long[ends.length];
        for (int index = 0; index < ends.length; index++) {
          counts[index] = ends[index] - (index == 0 ? tail.start() : ends[index - 1]);
        }
        yield balanced(draw, Strata.ranges(tail.start(), ends), counts, target);
      }
    };
  }

  /** Selects all samples, or the first {@code limit} in order of arrival. */
  Sample first(StorageBackend seen, Tail tail, long limit) {
    long size = Math.min(limit, tail.size());
    long end = tail.start() + size;
    return new Sample(
        new FullScan(
            seen.read(Column.KEY, tail.start(), end), weighting.open(seen, tail.start(), end)),
        size);
  }

  private Sample balanced(Draw draw, Strata strata, long[] counts, long target) {
    long fairShare = fairShare(target, counts);
    long share = fairShare;
    if (config.forceRequiredTargetSize()) {
      if (total(counts, fairShare) < target) {
        share = fairShare + 1;
      }
    } else if (config.forceColumnBalancing()) {
      share = Math.min(fairShare, Arrays.stream(counts).min().orElse(0));
    }
    long quota = share;
    long[] quotas = Arrays.stream(counts).map(count -> Math.min(count, quota)).toArray();
    long limit = config.forceRequiredTargetSize() ? target : Long.MAX_VALUE;
    return draw.stratified(strata, counts, quotas, limit, position -> {});
  }

  /** Returns the total when each group contributes {@code share} samples, or all it has. */
  static long total(long[] counts, long share) {
    return Arrays.stream(counts).map(count -> Math.min(count, share)).sum();
  }

  /**
   * Returns the number of samples that each group may contribute so that the total is at most
   * {@code capacity}. The share that a small group does not use is divided among the others.
   */
  static long fairShare(long capacity, long[] counts) {
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    long left = capacity;
    int first = 0;
    while (first < sorted.length) {
      long share = left / (sorted.length - first);
      int next = first;
      while (next < sorted.length && sorted[next] <= share) {
        next++;
      }
      if (next == first || next == sorted.length) {
        return share;
      }
      left -= LongStream.of(sorted).skip(first).limit(next - first).sum();
      first = next;
    }
    return 0;
  }

  /** Draws from the tail of one trigger. */
  private record Draw(StorageBackend seen, Tail tail, Weighting weighting, RandomGenerator random) {
    Sample uniformly(long size) {
      return stratified(
          Strata.single(), new long[] {tail.size()}, new long[] {size}, size, position -> {});
    }

    /** Uses each sample once before any a second time, the unused samples of a round first. */
    Sample withoutReplacement(long size, StrategyState state) {
      PositionSet used = state.previous();
      long usedInTail = used.sizeFrom(tail.start());
      long unused = tail.size() - usedInTail;
      PositionSetWriter next = size > unused ? state.replace() : state.extend();
      long[] quotas = {Math.min(size, unused), Math.max(size - unused, 0)};
      return stratified(
          Strata.membership(used, tail.start()),
          new long[] {unused, usedInTail},
          quotas,
          size,
          next::add);
    }

    /**
     * @param selected is called with the position of each selected sample
     */
    Sample stratified(
        Strata strata, long[] available, long[] quotas, long limit, LongConsumer selected) {
      SampleCursor samples =
          new FilteredScan(
              seen.read(Column.KEY, tail.start(), tail.end()),
              weighting.open(seen, tail.start(), tail.end()),
              new StratifiedSampler(
                  tail.start(), strata, available, quotas, limit, random, selected));
      return new Sample(samples, Math.min(limit, LongStream.of(quotas).sum()));
    }
  }
}
