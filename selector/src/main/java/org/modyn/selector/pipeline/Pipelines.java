package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.modyn.common.error.ModynException;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.database.HoldoutRow;
import org.modyn.selector.database.PipelineRepository;
import org.modyn.selector.database.PipelineRow;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.deleted.DeletedKeys;
import org.modyn.selector.deleted.DeletedKeysSource;
import org.modyn.selector.loss.RecordedLosses;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.StorageBackends;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/**
 * The pipelines of this selector. A pipeline is opened on first use, which verifies the samples
 * written since its last trigger, and stays open.
 */
public final class Pipelines implements AutoCloseable {
  private static final int LARGEST_SEED = 100;

  private final PipelineRepository pipelines;
  private final TriggerRepository triggers;
  private final TrainingSets trainingSets;
  private final StorageBackends backends;
  private final DeletedKeysSource deletedKeys;
  private final RecordedLosses losses;
  private final ConcurrentMap<Integer, CompletableFuture<Pipeline>> open =
      new ConcurrentHashMap<>();
  private final ReentrantLock registrationLock = new ReentrantLock();
  private final SecureRandom seeds = new SecureRandom();

  /**
   * @param trainingSetsKept the number of newest triggers per pipeline whose training sets are
   *     kept; 0 keeps all
   * @param backends the storage backends of the samples
   * @param deletedKeys knows the deleted samples of the datasets
   * @param losses knows the losses that trainings have recorded
   */
  public Pipelines(
      PipelineRepository pipelines,
      TriggerRepository triggers,
      TrainingSetDirectory trainingSets,
      int trainingSetsKept,
      StorageBackends backends,
      DeletedKeysSource deletedKeys,
      RecordedLosses losses) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.triggers = requireNonNull(triggers, "triggers is null");
    this.trainingSets = new TrainingSets(triggers, trainingSets, trainingSetsKept);
    this.backends = requireNonNull(backends, "backends is null");
    this.deletedKeys = requireNonNull(deletedKeys, "deletedKeys is null");
    this.losses = requireNonNull(losses, "losses is null");
  }

  /**
   * Completes deletions of pipelines and training sets that a crash has interrupted. Also deletes
   * training sets beyond the number to keep.
   */
  public void finishDeletions() {
    pipelines.findUnregistering().forEach(this::delete);
    for (int pipelineId : pipelines.findIds()) {
      trainingSets.finishCleaning(pipelineId);
      trainingSets.clean(pipelineId);
    }
  }

  /**
   * Registers a pipeline. Repeating the same registration changes nothing.
   *
   * @param datasetId the dataset of the samples; empty if unknown, which keeps deleted samples in
   *     training sets
   * @param seed the seed of the pipeline's random choices. Empty means the default seed, or a
   *     random one if there is no default; a pipeline that is already registered keeps its seed
   * @param requestId the id of the request; empty if it has none
   * @throws ModynException ALREADY_EXISTS when the pipeline was registered with another strategy,
   *     another number of workers or another seed, or by a request with another id;
   *     INVALID_ARGUMENT for a seed that is not from 0 to 100
   */
  public void register(
      int pipelineId,
      Registration registration,
      String datasetId,
      OptionalInt seed,
      String requestId) {
    seed.ifPresent(Pipelines::checkSeed);
    registrationLock.lock();
    try {
      if (pipelines.findUnregistering().contains(pipelineId)) {
        delete(pipelineId);
      }
      registerLocked(pipelineId, registration, datasetId, seed, requestId);
    } finally {
      registrationLock.unlock();
    }
  }

  /**
   * Deletes a pipeline with its samples, triggers and training sets. Waits for its calls in
   * progress; later calls are NOT_FOUND. Does nothing if there is no such pipeline.
   */
  public void unregister(int pipelineId) {
    registrationLock.lock();
    try {
      if (pipelines.markUnregistering(pipelineId)) {
        delete(pipelineId);
      }
    } finally {
      registrationLock.unlock();
    }
  }

  /**
   * Deletes the training sets of a pipeline but those of its newest triggers.
   *
   * @param kept the number of newest triggers whose training sets are kept, at least 1
   * @return the triggers whose training sets were not deleted before, ascending
   * @throws ModynException NOT_FOUND when there is no such pipeline; INVALID_ARGUMENT when no
   *     training set would be kept
   */
  public List<Integer> deleteTrainingSets(int pipelineId, int kept) {
    if (kept < 1) {
      throw ModynException.invalidArgument(
          "keep_newest: must be at least 1, but is %s; unregister the pipeline to delete all",
          kept);
    }
    find(pipelineId);
    return trainingSets.deleteOld(pipelineId, kept);
  }

  private void delete(int pipelineId) {
    CompletableFuture<Pipeline> existing = open.remove(pipelineId);
    if (existing != null) {
      await(existing).close();
    }
    backends.delete(pipelineId);
    trainingSets.directory().discard(pipelineId);
    pipelines.delete(pipelineId);
  }

  private void registerLocked(
      int pipelineId,
      Registration registration,
      String datasetId,
      OptionalInt seed,
      String requestId) {
    String strategy = registration.selectionStrategyJson();
    long recordedSeed = seed.isPresent() ? seed.getAsInt() : defaultSeed();
    PipelineRow row =
        new PipelineRow(
            pipelineId, strategy, registration.workers(), recordedSeed, datasetId, requestId);
    if (pipelines.insert(row)) {
      return;
    }
    PipelineRow existing = find(pipelineId);
    if (!requestId.isEmpty() && !requestId.equals(existing.requestId())) {
      throw ModynException.alreadyExists(
          "pipeline %s was registered by another request", pipelineId);
    }
    if (!registration.equals(registrationOf(existing))) {
      throw ModynException.alreadyExists(
          "pipeline %s is registered with %s workers and the selection strategy %s; it cannot be"
              + " registered again with %s workers and %s",
          pipelineId,
          existing.workers(),
          existing.selectionStrategy(),
          registration.workers(),
          strategy);
    }
    if (seed.isPresent() && seed.getAsInt() != existing.seed()) {
      throw ModynException.alreadyExists(
          "pipeline %s is registered with the seed %s; it cannot be registered again with the seed"
              + " %s",
          pipelineId, existing.seed(), seed.getAsInt());
    }
  }

  private long defaultSeed() {
    OptionalInt seed = pipelines.findDefaultSeed();
    return seed.isPresent() ? seed.getAsInt() : seeds.nextLong();
  }

  private static void checkSeed(int seed) {
    if (seed < 0 || seed > LARGEST_SEED) {
      throw ModynException.invalidArgument(
          "seed is %s, but must be from 0 to %s", seed, LARGEST_SEED);
    }
  }

  /**
   * Returns a registered pipeline.
   *
   * @throws ModynException NOT_FOUND when there is none; DATA_LOSS when its files are damaged
   */
  public Pipeline get(int pipelineId) {
    CompletableFuture<Pipeline> opening = new CompletableFuture<>();
    CompletableFuture<Pipeline> existing = open.putIfAbsent(pipelineId, opening);
    if (existing != null) {
      return await(existing);
    }
    try {
      opening.complete(open(pipelineId));
    } catch (RuntimeException | Error e) {
      // only this entry: the pipeline may have been registered again in the meantime
      open.remove(pipelineId, opening);
      opening.completeExceptionally(e);
    }
    return await(opening);
  }

  private static Pipeline await(CompletableFuture<Pipeline> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw e;
      }
    }
  }

  /**
   * Returns a trigger of a registered pipeline.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline or trigger
   */
  public TriggerRow trigger(int pipelineId, int triggerId) {
    return triggers
        .find(pipelineId, triggerId)
        .orElseThrow(() -> noSuchTrigger(find(pipelineId).pipelineId(), triggerId));
  }

  /**
   * Returns a holdout set of a trigger.
   *
   * @param holdout from 1
   * @throws ModynException NOT_FOUND when there is no such pipeline, trigger or holdout set
   */
  public HoldoutRow holdoutSet(int pipelineId, int triggerId, int holdout) {
    TriggerRow trigger = trigger(pipelineId, triggerId);
    List<HoldoutRow> sets =
        triggers.findHoldoutSets(pipelineId, trigger.triggerId(), trigger.triggerId());
    return sets.stream()
        .filter(set -> set.holdout() == holdout)
        .findFirst()
        .orElseThrow(
            () ->
                ModynException.notFound(
                    "holdout: there is no holdout set %s of trigger %s of pipeline %s, which has"
                        + " %s, numbered from 1",
                    holdout, triggerId, pipelineId, sets.size()));
  }

  /**
   * Opens a worker's share of a partition.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline, trigger, holdout set or
   *     partition; INVALID_ARGUMENT when there is no such worker; FAILED_PRECONDITION when the
   *     training set was cleaned; DATA_LOSS when the file is damaged
   */
  public TrainingSetReader openShare(PartitionId partition, int worker) {
    TriggerRow trigger = trigger(partition.pipelineId(), partition.triggerId());
    int partitions =
        partition.holdout() == 0
            ? trigger.partitions()
            : holdoutSet(partition.pipelineId(), partition.triggerId(), partition.holdout())
                .partitions();
    OptionalInt size = triggers.findPartitionSize(partition);
    if (size.isEmpty()) {
      throw ModynException.notFound(
          "partition_id: there is no %s; it has %s partitions, numbered from 0",
          partition, partitions);
    }
    int workers = get(partition.pipelineId()).workers(partition.triggerId(), partition.holdout());
    WorkerShare share = WorkerShare.of(worker, workers, size.getAsInt());
    return trainingSets.open(trigger, partition, size.getAsInt(), share);
  }

  /**
   * Returns at most {@code limit} triggers of a registered pipeline, ordered by id, with the sizes
   * of their training sets.
   *
   * @param firstTriggerId the smallest id to return
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public List<TrainingSetSize> trainingSets(int pipelineId, int firstTriggerId, int limit) {
    return trainingSets.list(find(pipelineId).pipelineId(), firstTriggerId, limit);
  }

  /**
   * Sets the seed of pipelines that are registered without one in the future. Registered pipelines
   * keep their seeds.
   *
   * @throws ModynException INVALID_ARGUMENT for a seed that is not from 0 to 100
   */
  public void setDefaultSeed(int seed) {
    checkSeed(seed);
    pipelines.saveDefaultSeed(seed);
  }

  private Pipeline open(int pipelineId) {
    PipelineRow row = find(pipelineId);
    Registration registration = registrationOf(row);
    Optional<TriggerRow> lastTrigger = triggers.findLast(pipelineId);
    long recordedCount = lastTrigger.map(TriggerRow::samplesSeen).orElse(0L);
    StorageBackend seen =
        backends.open(registration.selectionStrategy().storageBackend(), pipelineId, recordedCount);
    return new Pipeline(
        pipelineId,
        registration.workers(),
        registration.createStrategy(losses),
        seen,
        trainingSets,
        triggers,
        triggerId -> randomOf(row.seed(), triggerId),
        () -> row.datasetId().isEmpty() ? DeletedKeys.NONE : deletedKeys.of(row.datasetId()),
        lastTrigger.map(trigger -> trigger.triggerId() + 1).orElse(0));
  }

  /** The same seed selects the same training sets, even if the selector restarts in between. */
  private static RandomGenerator randomOf(long seed, int triggerId) {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(seed).putLong(triggerId).array();
    return RandomGeneratorFactory.of("L64X128MixRandom").create(bytes);
  }

  private PipelineRow find(int pipelineId) {
    return pipelines
        .find(pipelineId)
        .orElseThrow(
            () ->
                ModynException.notFound(
                    "pipeline_id: there is no pipeline %s; register it first", pipelineId));
  }

  private static Registration registrationOf(PipelineRow row) {
    return Registration.parse(row.selectionStrategy(), row.workers());
  }

  private ModynException noSuchTrigger(int pipelineId, int triggerId) {
    int count =
        triggers.findLast(pipelineId).map(TriggerRow::triggerId).map(last -> last + 1).orElse(0);
    return ModynException.notFound(
        "trigger_id: there is no trigger %s of pipeline %s, which has %s triggers, numbered from 0",
        triggerId, pipelineId, count);
  }

  /** Waits for the calls in progress. Call it after the server has stopped accepting calls. */
  @Override
  public void close() {
    open.values().forEach(opening -> await(opening).close());
    open.clear();
  }
}
