package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.modyn.common.config.pipeline.PresamplingConfig;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.StorageBackend;

/**
 * Takes a part of a tail of samples before any model has seen them: {@code ratio} of every {@code
 * ratio_max}, and no more than a limit, in their order.
 *
 * <p>Cost: a scan over the keys; by label, two over the labels, too.
 */
final class Presampler {
  private final PresamplingConfig config;
  private final Weighting weighting;

  Presampler(PresamplingConfig config, Weighting weighting) {
    this.config = requireNonNull(config, "config is null");
    this.weighting = requireNonNull(weighting, "weighting is null");
  }

  /**
   * What to train on.
   *
   * @param size how many samples there are
   */
  record Sample(SampleCursor samples, long size) {}

  /**
   * Chooses from the samples of {@code tail}.
   *
   * @param limit how many samples to choose at most; {@link Long#MAX_VALUE} for no limit
   * @param memory of the samples that a round without replacement has used
   */
  Sample select(
      StorageBackend seen, Tail tail, long limit, RandomGenerator random, StrategyMemory memory) {
    Draw draw = new Draw(seen, tail, weighting, random);
    long part = tail.size() * config.part().ratio() / config.part().ratioMax();
    long target = Math.min(limit, part);
    return switch (config.strategy()) {
      case NO -> first(seen, tail, limit);
      case RANDOM -> draw.uniformly(target);
      case RANDOM_NO_REPLACEMENT -> draw.withoutReplacement(target, memory);
      case LABEL_BALANCED -> {
        LabelGroups labels = LabelGroups.count(seen, tail.start(), tail.end());
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

  /** All samples; of more than the limit, those that arrived first. */
  Sample first(StorageBackend seen, Tail tail, long limit) {
    long size = Math.min(limit, tail.size());
    long end = tail.start() + size;
    return new Sample(
        new AllSamples(
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

  /** How many samples there are when each group gives {@code share} of its own, or all it has. */
  static long total(long[] counts, long share) {
    return Arrays.stream(counts).map(count -> Math.min(count, share)).sum();
  }

  /**
   * Returns how many samples each group may give so that all together give at most {@code
   * capacity}: what small groups leave over is divided among the others.
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

  /** Draws from the samples of one trigger. */
  private record Draw(StorageBackend seen, Tail tail, Weighting weighting, RandomGenerator random) {
    Sample uniformly(long size) {
      return stratified(
          Strata.single(), new long[] {tail.size()}, new long[] {size}, size, position -> {});
    }

    /** Each sample once before any a second time; what a round leaves over is taken first. */
    Sample withoutReplacement(long size, StrategyMemory memory) {
      PositionSet used = memory.before();
      long usedInTail = used.sizeFrom(tail.start());
      long unused = tail.size() - usedInTail;
      PositionSetWriter next = size > unused ? memory.replace() : memory.extend();
      long[] quotas = {Math.min(size, unused), Math.max(size - unused, 0)};
      return stratified(
          Strata.membership(used, tail.start()),
          new long[] {unused, usedInTail},
          quotas,
          size,
          next::add);
    }

    /**
     * @param chosen gets the positions of the samples that were chosen
     */
    Sample stratified(
        Strata strata, long[] available, long[] quotas, long limit, LongConsumer chosen) {
      SampleCursor samples =
          new ChosenSamples(
              seen.read(Column.KEY, tail.start(), tail.end()),
              weighting.open(seen, tail.start(), tail.end()),
              new StratifiedChooser(
                  tail.start(), strata, available, quotas, limit, random, chosen));
      return new Sample(samples, Math.min(limit, LongStream.of(quotas).sum()));
    }
  }
}
