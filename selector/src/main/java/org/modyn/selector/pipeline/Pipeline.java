package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.SeenSamples;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.strategy.Downsampling;
import org.modyn.selector.strategy.Partition;
import org.modyn.selector.strategy.SelectionStrategy;
import org.modyn.selector.strategy.ShuffledPartitions;
import org.modyn.selector.trainingset.PartitionId;

/**
 * Takes in the samples of one pipeline and computes its triggers, one call at a time; pipelines do
 * not wait for each other.
 *
 * <p>A trigger is the row that the database has for it. Its samples and its partitions are on disk
 * before that row is written; when anything fails before, its samples are taken back, so that the
 * call may be repeated.
 */
public final class Pipeline implements AutoCloseable {
  private final int pipelineId;
  private final int workers;
  private final SelectionStrategy strategy;
  private final StorageBackend seen;
  private final TrainingSets trainingSets;
  private final TriggerRepository triggers;
  private final IntFunction<RandomGenerator> randomOfTrigger;
  private final ReentrantLock lock = new ReentrantLock();

  private int nextTriggerId;
  private boolean closed;
  private Optional<UndecidedTrigger> undecided = Optional.empty();

  /** A trigger of which it is not known whether the database has it, from its beginning on. */
  private record UndecidedTrigger(int triggerId, long countBefore) {}

  /**
   * @param workers over how many workers a partition is split
   * @param randomOfTrigger makes the random generator of a trigger's choices, the same one for the
   *     same trigger
   * @param nextTriggerId the number of triggers there were
   */
  Pipeline(
      int pipelineId,
      int workers,
      SelectionStrategy strategy,
      StorageBackend seen,
      TrainingSets trainingSets,
      TriggerRepository triggers,
      IntFunction<RandomGenerator> randomOfTrigger,
      int nextTriggerId) {
    this.pipelineId = pipelineId;
    this.workers = workers;
    this.strategy = requireNonNull(strategy, "strategy is null");
    this.seen = requireNonNull(seen, "seen is null");
    this.trainingSets = requireNonNull(trainingSets, "trainingSets is null");
    this.triggers = requireNonNull(triggers, "triggers is null");
    this.randomOfTrigger = requireNonNull(randomOfTrigger, "randomOfTrigger is null");
    this.nextTriggerId = nextTriggerId;
  }

  /** Over how many workers a partition is split. */
  public int workers() {
    return workers;
  }

  /** Whether the trainer is to use the weights of the training sets. */
  public boolean usesWeights() {
    return strategy.usesWeights();
  }

  /** What the trainer is to do to choose further among the samples of the newest training set. */
  public Downsampling downsampling() {
    return locked(() -> strategy.downsampling(nextTriggerId));
  }

  /**
   * Takes in samples; they are on disk when this returns.
   *
   * @param position how many samples the pipeline was told of before; samples that are already
   *     there are not added again. Empty: the samples are new
   * @return how long it took, in milliseconds, for the pipeline log
   * @throws ModynException FAILED_PRECONDITION when {@code position} leaves a gap or an overlap
   */
  public Map<String, Object> inform(SeenSamples samples, OptionalLong position) {
    return locked(() -> append(samples, position));
  }

  /**
   * Takes in samples, the last of which triggers, and writes the trigger's training set.
   *
   * @param position as in {@link #inform}
   * @param expectedTriggerId the id that the trigger is to get; when it exists, nothing is done and
   *     it is answered again. Empty: the trigger is new
   * @throws ModynException FAILED_PRECONDITION when {@code expectedTriggerId} leaves a gap;
   *     UNAVAILABLE when the database does not take the trigger, which may then be repeated
   */
  public TriggerResult informAndTrigger(
      SeenSamples samples, OptionalLong position, OptionalInt expectedTriggerId) {
    return locked(() -> trigger(samples, position, expectedTriggerId));
  }

  /** Returns the distinct labels that can be in the newest training set, sorted. */
  public long[] availableLabels() {
    return locked(() -> strategy.availableLabels(seen, nextTriggerId));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      if (closed) {
        throw ModynException.notFound(
            "pipeline_id: pipeline %s was unregistered, or the selector stops", pipelineId);
      }
      settle();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Object> append(SeenSamples samples, OptionalLong position) {
    Stopwatch stopwatch = new Stopwatch();
    if (!isRepeated(samples, position)) {
      seen.append(nextTriggerId, samples);
    }
    long milliseconds = stopwatch.lap();
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("total_persist_time", milliseconds);
    log.put("persist_log", Map.of("persist_samples_time", milliseconds));
    return log;
  }

  private boolean isRepeated(SeenSamples samples, OptionalLong position) {
    long count = seen.count();
    if (position.isEmpty() || position.getAsLong() == count) {
      return false;
    }
    long start = position.getAsLong();
    if (start < 0 || start + samples.size() > count) {
      throw ModynException.failedPrecondition(
          "position: %s samples from position %s do not follow what pipeline %s has seen, which is"
              + " %s samples",
          samples.size(), start, pipelineId, count);
    }
    return true;
  }

  private TriggerResult trigger(
      SeenSamples samples, OptionalLong position, OptionalInt expectedTriggerId) {
    if (expectedTriggerId.isPresent() && expectedTriggerId.getAsInt() != nextTriggerId) {
      return answerAgain(expectedTriggerId.getAsInt());
    }
    int triggerId = nextTriggerId;
    undecided = Optional.of(new UndecidedTrigger(triggerId, seen.count()));
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("cached", false);
    Map<String, Object> triggerLog;
    List<Integer> partitionSizes = new ArrayList<>();
    TriggerRow row;
    try {
      if (samples.size() > 0) {
        log.put("inform", append(samples, position));
      }
      triggerLog = writeTrainingSet(triggerId, partitionSizes);
      long keys = partitionSizes.stream().mapToLong(Integer::longValue).sum();
      row = new TriggerRow(pipelineId, triggerId, keys, partitionSizes.size(), seen.count(), false);
    } catch (RuntimeException | Error e) {
      takeBack(e);
      throw e;
    }
    Stopwatch stopwatch = new Stopwatch();
    record(row, partitionSizes);
    triggerLog.put("num_partitions", row.partitions());
    triggerLog.put("num_keys", row.keys());
    triggerLog.put("db_update_time", stopwatch.lap());
    if (strategy.resetsAfterTrigger()) {
      // nothing has to be done for it: what was seen is kept by trigger
      triggerLog.put("reset_state_time", 0);
    }
    log.put("trigger", triggerLog);
    trainingSets.clean(pipelineId);
    return new TriggerResult(triggerId, log);
  }

  private TriggerResult answerAgain(int triggerId) {
    TriggerRow row =
        triggers
            .find(pipelineId, triggerId)
            .orElseThrow(
                () ->
                    ModynException.failedPrecondition(
                        "trigger_id: the next trigger of pipeline %s is %s, but trigger %s was"
                            + " expected",
                        pipelineId, nextTriggerId, triggerId));
    Map<String, Object> triggerLog = new LinkedHashMap<>();
    triggerLog.put("trigger_partitions", List.of());
    triggerLog.put("num_partitions", row.partitions());
    triggerLog.put("num_keys", row.keys());
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("cached", false);
    log.put("repeated", true);
    log.put("trigger", triggerLog);
    return new TriggerResult(triggerId, log);
  }

  private Map<String, Object> writeTrainingSet(int triggerId, List<Integer> partitionSizes) {
    trainingSets.directory().discard(pipelineId, triggerId);
    List<Map<String, Object>> partitionLogs = new ArrayList<>();
    Stopwatch stopwatch = new Stopwatch();
    try (StrategyMemory memory = trainingSets.directory().memory(pipelineId, triggerId);
        ShuffledPartitions source =
            strategy.select(seen, triggerId, randomOfTrigger.apply(triggerId), memory)) {
      for (Partition partition = source.next(); partition != null; partition = source.next()) {
        Map<String, Object> partitionLog = new LinkedHashMap<>();
        partitionLog.put("partition_log", partition.times());
        partitionLog.put("on_trigger_time", stopwatch.lap());
        trainingSets
            .directory()
            .write(new PartitionId(pipelineId, triggerId, partitionSizes.size()), partition);
        partitionLog.put("store_triggersamples_time", stopwatch.lap());
        partitionLogs.add(partitionLog);
        partitionSizes.add(partition.size());
      }
      if (strategy.remembers()) {
        memory.commit();
      }
    }
    trainingSets.directory().sync(pipelineId, triggerId);
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("trigger_partitions", partitionLogs);
    return log;
  }

  private void record(TriggerRow row, List<Integer> partitionSizes) {
    try {
      triggers.insert(row, partitionSizes);
    } catch (RuntimeException e) {
      decide(row, e);
      return;
    }
    nextTriggerId = row.triggerId() + 1;
    undecided = Optional.empty();
  }

  /** The connection can break after the database has taken the trigger, and before it said so. */
  private void decide(TriggerRow row, RuntimeException cause) {
    try {
      settle();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw new ModynException(
          ErrorCategory.INTERNAL,
          "the database does not say whether it has trigger %s of pipeline %s: %s"
              .formatted(row.triggerId(), pipelineId, firstLine(e)),
          cause);
    }
    if (nextTriggerId == row.triggerId()) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "the database did not take trigger %s of pipeline %s: %s"
              .formatted(row.triggerId(), pipelineId, firstLine(cause)),
          cause);
    }
  }

  private static String firstLine(Throwable error) {
    return error.toString().lines().findFirst().orElseThrow();
  }

  private void settle() {
    if (undecided.isEmpty()) {
      return;
    }
    UndecidedTrigger trigger = undecided.get();
    if (triggers.find(pipelineId, trigger.triggerId()).isPresent()) {
      nextTriggerId = trigger.triggerId() + 1;
    } else {
      seen.truncate(trigger.countBefore());
    }
    undecided = Optional.empty();
  }

  /** What fails here is done by the next call. */
  private void takeBack(Throwable cause) {
    try {
      settle();
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  /** Waits for the call in progress; refuses later ones. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      seen.close();
    } finally {
      lock.unlock();
    }
  }
}
