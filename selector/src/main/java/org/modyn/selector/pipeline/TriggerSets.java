package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.selector.deleted.DeletedKeys;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.strategy.HoldoutSets;
import org.modyn.selector.strategy.SelectionStrategy;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/** Writes the training set of one trigger, and its holdout sets if the strategy has some. */
final class TriggerSets {
  private final int pipelineId;
  private final int triggerId;
  private final int previousTriggerId;
  private final SelectionStrategy strategy;
  private final StorageBackend seen;
  private final TrainingSetDirectory directory;
  private final DeletedKeys deleted;

  /**
   * The sets that were written.
   *
   * @param partitionSizes the number of keys in each partition of each set; the training set is the
   *     first, the holdout sets follow
   * @param log sizes, and durations in milliseconds, for the pipeline log
   */
  record Written(List<List<Integer>> partitionSizes, Map<String, Object> log) {
    static long keys(List<Integer> partitionSizes) {
      return partitionSizes.stream().mapToLong(Integer::longValue).sum();
    }

    List<Integer> trainingSet() {
      return partitionSizes.getFirst();
    }
  }

  /** The partitions of one set that were written; deleted samples are left out. */
  private record WrittenSet(
      List<Integer> sizes, List<Map<String, Object>> logs, long numberOfDeleted) {}

  /**
   * @param previousTriggerId the trigger before; -1 at the first trigger
   */
  TriggerSets(
      int pipelineId,
      int triggerId,
      int previousTriggerId,
      SelectionStrategy strategy,
      StorageBackend seen,
      TrainingSetDirectory directory,
      DeletedKeys deleted) {
    this.pipelineId = pipelineId;
    this.triggerId = triggerId;
    this.previousTriggerId = previousTriggerId;
    this.strategy = requireNonNull(strategy, "strategy is null");
    this.seen = requireNonNull(seen, "seen is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.deleted = requireNonNull(deleted, "deleted is null");
  }

  /** Computes and writes all sets. They are durable when this method returns. */
  Written write(RandomGenerator random) {
    directory.discard(pipelineId, triggerId);
    List<List<Integer>> partitionSizes = new ArrayList<>();
    Map<String, Object> log = new LinkedHashMap<>();
    WrittenSet trainingSet = writeTrainingSet(random);
    partitionSizes.add(trainingSet.sizes());
    log.put("trigger_partitions", trainingSet.logs());
    if (trainingSet.numberOfDeleted() > 0) {
      log.put("num_deleted_keys", trainingSet.numberOfDeleted());
    }
    strategy
        .holdoutSets(triggerId)
        .ifPresent(
            holdoutSets ->
                log.put(
                    "holdout_sets",
                    writeHoldoutSets(holdoutSets, random.nextLong(), partitionSizes)));
    directory.sync(pipelineId, triggerId);
    return new Written(partitionSizes, log);
  }

  private WrittenSet writeTrainingSet(RandomGenerator random) {
    try (StrategyState state = directory.strategyState(pipelineId, triggerId, previousTriggerId);
        ShuffledPartitions source = strategy.select(seen, triggerId, random, state)) {
      WrittenSet written = write(0, source);
      if (strategy.isStateful()) {
        state.commit();
      }
      return written;
    }
  }

  private List<Map<String, Object>> writeHoldoutSets(
      HoldoutSets holdoutSets, long seed, List<List<Integer>> partitionSizes) {
    List<Map<String, Object>> logs = new ArrayList<>();
    for (int holdout = 1; holdout <= holdoutSets.count(); holdout++) {
      try (ShuffledPartitions source = holdoutSets.open(seen, triggerId, holdout, seed)) {
        WrittenSet written = write(holdout, source);
        partitionSizes.add(written.sizes());
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("num_keys", Written.keys(written.sizes()));
        log.put("partitions", written.logs());
        logs.add(log);
      }
    }
    return logs;
  }

  private WrittenSet write(int holdout, ShuffledPartitions source) {
    List<Integer> sizes = new ArrayList<>();
    List<Map<String, Object>> logs = new ArrayList<>();
    long numberOfDeleted = 0;
    Stopwatch stopwatch = new Stopwatch();
    for (Partition chosen = source.next(); chosen != null; chosen = source.next()) {
      Partition partition = chosen.without(deleted);
      numberOfDeleted += chosen.size() - partition.size();
      if (partition.size() == 0) {
        continue;
      }
      Map<String, Object> log = new LinkedHashMap<>();
      log.put("partition_log", partition.times());
      log.put("on_trigger_time", stopwatch.lap());
      directory.write(new PartitionId(pipelineId, triggerId, holdout, sizes.size()), partition);
      log.put("store_triggersamples_time", stopwatch.lap());
      logs.add(log);
      sizes.add(partition.size());
    }
    return new WrittenSet(sizes, logs, numberOfDeleted);
  }
}
