package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.deleted.DeletedKeys;
import org.modyn.selector.seen.SeenSamples;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.strategy.HoldoutSets;
import org.modyn.selector.strategy.SelectionStrategy;

/**
 * Ingests the samples of one pipeline and computes its triggers. Calls are serialized per pipeline;
 * pipelines do not block each other.
 *
 * <p>A trigger exists once its row is in the database. Its samples and partitions are durable
 * before that row is written. If anything fails before, its samples are rolled back and the call
 * can be retried.
 */
public final class Pipeline implements AutoCloseable {
  private final int pipelineId;
  private final int workers;
  private final SelectionStrategy strategy;
  private final StorageBackend seen;
  private final TrainingSets trainingSets;
  private final TriggerRepository triggers;
  private final IntFunction<RandomGenerator> randomOfTrigger;
  private final Supplier<DeletedKeys> deletedKeys;
  private final ReentrantLock lock = new ReentrantLock();

  private int nextTriggerId;
  private boolean closed;
  private Optional<InDoubtTrigger> inDoubt = Optional.empty();

  /** A trigger that has started, until it is known whether the database has committed it. */
  private record InDoubtTrigger(int triggerId, long countBefore) {}

  /**
   * @param workers the number of workers that a partition is divided among
   * @param randomOfTrigger returns the random generator of a trigger, deterministically
   * @param deletedKeys returns the keys of samples that are deleted now
   * @param nextTriggerId the number of triggers so far
   */
  Pipeline(
      int pipelineId,
      int workers,
      SelectionStrategy strategy,
      StorageBackend seen,
      TrainingSets trainingSets,
      TriggerRepository triggers,
      IntFunction<RandomGenerator> randomOfTrigger,
      Supplier<DeletedKeys> deletedKeys,
      int nextTriggerId) {
    this.pipelineId = pipelineId;
    this.workers = workers;
    this.strategy = requireNonNull(strategy, "strategy is null");
    this.seen = requireNonNull(seen, "seen is null");
    this.trainingSets = requireNonNull(trainingSets, "trainingSets is null");
    this.triggers = requireNonNull(triggers, "triggers is null");
    this.randomOfTrigger = requireNonNull(randomOfTrigger, "randomOfTrigger is null");
    this.deletedKeys = requireNonNull(deletedKeys, "deletedKeys is null");
    this.nextTriggerId = nextTriggerId;
  }

  /**
   * Returns the number of workers that a partition of a trigger is divided among.
   *
   * @param holdout 0 for the training set of the trigger; from 1 for one of its holdout sets
   */
  public int workers(int triggerId, int holdout) {
    return holdout == 0
        ? workers
        : strategy
            .holdoutSets(triggerId)
            .map(HoldoutSets::workers)
            .orElseThrow(() -> new IllegalArgumentException("no holdout set " + holdout));
  }

  /** Returns whether the trainer applies the weights of the training sets. */
  public boolean usesWeights() {
    return strategy.usesWeights();
  }

  /**
   * Returns the downsampling that the trainer applies to the training set of a trigger; empty if it
   * uses all samples.
   *
   * @param triggerId empty means the newest trigger
   * @throws ModynException NOT_FOUND when there is no such trigger yet
   */
  public Optional<DownsamplingSpecification> downsampling(OptionalInt triggerId) {
    return locked(
        () -> {
          int newest = nextTriggerId - 1;
          if (triggerId.orElse(newest) > newest || triggerId.orElse(0) < 0) {
            throw ModynException.notFound(
                "trigger_id: pipeline %s has no trigger %s", pipelineId, triggerId.getAsInt());
          }
          return strategy.downsampling(triggerId.orElse(newest));
        });
  }

  /**
   * Ingests samples. They are durable when this method returns.
   *
   * @param position the position of the first sample; samples at positions that have already been
   *     ingested are not added again. Empty means that the samples are new
   * @return durations in milliseconds, for the pipeline log
   * @throws ModynException FAILED_PRECONDITION when {@code position} leaves a gap
   */
  public Map<String, Object> inform(SeenSamples samples, OptionalLong position) {
    return locked(() -> append(samples, position));
  }

  /**
   * Ingests samples, the last of which triggers, and writes the trigger's training set.
   *
   * @param position as in {@link #inform}
   * @param expectedTriggerId the id of the trigger; if the trigger already exists, the call changes
   *     nothing and returns it. Empty means that the trigger is new
   * @throws ModynException FAILED_PRECONDITION when {@code expectedTriggerId} leaves a gap, unless
   *     the last training set, those of the triggers in the gap and this one are empty, and when
   *     later samples are already known; UNAVAILABLE when the database does not commit the trigger;
   *     the call can be retried
   */
  public TriggerResult informAndTrigger(
      SeenSamples samples, OptionalLong position, OptionalInt expectedTriggerId) {
    return locked(() -> trigger(samples, position, expectedTriggerId));
  }

  /** Returns the distinct labels that the newest training set can contain, sorted. */
  public long[] availableLabels() {
    return locked(() -> strategy.availableLabels(seen, nextTriggerId));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      if (closed) {
        throw ModynException.notFound(
            "pipeline_id: pipeline %s was unregistered, or the selector is shutting down",
            pipelineId);
      }
      resolveInDoubt();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Object> append(SeenSamples samples, OptionalLong position) {
    Stopwatch stopwatch = new Stopwatch();
    seen.append(nextTriggerId, withoutKnown(samples, position));
    long milliseconds = stopwatch.lap();
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("total_persist_time", milliseconds);
    log.put("persist_log", Map.of("persist_samples_time", milliseconds));
    return log;
  }

  /** A repeated request may have other portions of the samples than the first one. */
  private SeenSamples withoutKnown(SeenSamples samples, OptionalLong position) {
    if (position.isEmpty()) {
      return samples;
    }
    long count = seen.count();
    long start = position.getAsLong();
    if (start < 0 || start > count) {
      throw ModynException.failedPrecondition(
          "position: %s samples from position %s do not continue those of pipeline %s, which has"
              + " seen %s samples",
          samples.size(), start, pipelineId, count);
    }
    int known = (int) Math.min(count - start, samples.size());
    return known == 0 ? samples : samples.withoutFirst(known);
  }

  private TriggerResult trigger(
      SeenSamples samples, OptionalLong position, OptionalInt expectedTriggerId) {
    int triggerId = expectedTriggerId.orElse(nextTriggerId);
    if (triggerId != nextTriggerId && !followsEmptyTriggers(triggerId, samples)) {
      return repeatAnswer(triggerId, samples, position);
    }
    requireLast(triggerId, samples, position, seen.count());
    inDoubt = Optional.of(new InDoubtTrigger(triggerId, seen.count()));
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("cached", false);
    TriggerSets.Written sets;
    TriggerRow row;
    try {
      Map<String, Object> informLog = append(samples, position);
      if (samples.size() > 0) {
        log.put("inform", informLog);
      }
      sets = writeSets(triggerId);
      List<Integer> trainingSet = sets.trainingSet();
      long keys = TriggerSets.Written.keys(trainingSet);
      row =
          new TriggerRow(
              pipelineId,
              triggerId,
              keys,
              trainingSet.size(),
              seen.count(),
              Instant.now().truncatedTo(ChronoUnit.MICROS),
              false);
    } catch (RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
    Stopwatch stopwatch = new Stopwatch();
    Map<String, Object> triggerLog = sets.log();
    triggerLog.put("num_partitions", row.partitions());
    triggerLog.put("num_keys", row.keys());
    triggerLog.put("db_update_time", 0L);
    if (strategy.resetsAfterTrigger()) {
      // a no-op, as samples are stored by trigger; the log has the original's field
      triggerLog.put("reset_state_time", 0);
    }
    log.put("trigger", triggerLog);
    String recordedLog =
        record(
            row,
            sets.partitionSizes(),
            () -> {
              triggerLog.put("db_update_time", stopwatch.lap());
              return ConfigLoader.toJson(log);
            });
    trainingSets.clean(pipelineId);
    return new TriggerResult(triggerId, row.keys(), recordedLog);
  }

  /**
   * A trigger that is repeated must have the same samples, or its training set would be another.
   */
  private void requireLast(
      int triggerId, SeenSamples samples, OptionalLong position, long lastPosition) {
    if (position.isPresent() && position.getAsLong() + samples.size() < lastPosition) {
      throw ModynException.failedPrecondition(
          "position: trigger %s of pipeline %s is to be computed over %s samples, but the selector"
              + " already has %s for it",
          triggerId, pipelineId, position.getAsLong() + samples.size(), lastPosition);
    }
  }

  /** Whether neither the triggers that are left out nor this one have anything to select. */
  private boolean followsEmptyTriggers(int triggerId, SeenSamples samples) {
    return triggerId > nextTriggerId
        && samples.size() == 0
        && triggers
            .findLast(pipelineId)
            .filter(last -> last.keys() == 0 && last.samplesSeen() == seen.count())
            .isPresent();
  }

  private TriggerResult repeatAnswer(int triggerId, SeenSamples samples, OptionalLong position) {
    TriggerRow row =
        triggers
            .find(pipelineId, triggerId)
            .orElseThrow(
                () ->
                    ModynException.failedPrecondition(
                        "trigger_id: the next trigger of pipeline %s is %s, but trigger %s was"
                            + " expected",
                        pipelineId, nextTriggerId, triggerId));
    requireLast(triggerId, samples, position, row.samplesSeen());
    return new TriggerResult(triggerId, row.keys(), recordedLog(row));
  }

  /** Triggers of earlier versions have only their sizes in the database. */
  private String recordedLog(TriggerRow row) {
    return triggers
        .findLog(pipelineId, row.triggerId())
        .orElseGet(
            () -> {
              Map<String, Object> triggerLog = new LinkedHashMap<>();
              triggerLog.put("trigger_partitions", List.of());
              triggerLog.put("num_partitions", row.partitions());
              triggerLog.put("num_keys", row.keys());
              Map<String, Object> log = new LinkedHashMap<>();
              log.put("cached", false);
              log.put("trigger", triggerLog);
              return ConfigLoader.toJson(log);
            });
  }

  private TriggerSets.Written writeSets(int triggerId) {
    return new TriggerSets(
            pipelineId,
            triggerId,
            nextTriggerId - 1,
            strategy,
            seen,
            trainingSets.directory(),
            deletedKeys.get())
        .write(randomOfTrigger.apply(triggerId));
  }

  private String record(TriggerRow row, List<List<Integer>> partitionSizes, Supplier<String> log) {
    String recorded;
    try {
      recorded = triggers.insert(row, partitionSizes, log);
    } catch (RuntimeException e) {
      resolve(row, e);
      return recordedLog(row);
    }
    nextTriggerId = row.triggerId() + 1;
    inDoubt = Optional.empty();
    return recorded;
  }

  /** The connection can fail after the commit, but before the client receives its confirmation. */
  private void resolve(TriggerRow row, RuntimeException cause) {
    try {
      resolveInDoubt();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw new ModynException(
          GrpcErrors.categoryOf(e),
          "cannot determine whether the database has committed trigger %s of pipeline %s: %s"
              .formatted(row.triggerId(), pipelineId, firstLine(e)),
          cause);
    }
    if (nextTriggerId == row.triggerId()) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "the database did not commit trigger %s of pipeline %s: %s"
              .formatted(row.triggerId(), pipelineId, firstLine(cause)),
          cause);
    }
  }

  private static String firstLine(Throwable error) {
    return error.toString().lines().findFirst().orElseThrow();
  }

  private void resolveInDoubt() {
    if (inDoubt.isEmpty()) {
      return;
    }
    InDoubtTrigger trigger = inDoubt.get();
    if (triggers.find(pipelineId, trigger.triggerId()).isPresent()) {
      nextTriggerId = trigger.triggerId() + 1;
    } else {
      seen.truncate(trigger.countBefore());
    }
    inDoubt = Optional.empty();
  }

  /** If the rollback fails, the next call repeats it. */
  private void rollBack(Throwable cause) {
    try {
      resolveInDoubt();
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  /** Waits for the call in progress; later calls are rejected. */
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
