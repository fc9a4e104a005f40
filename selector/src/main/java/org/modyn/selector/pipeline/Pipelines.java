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
import org.modyn.selector.database.PipelineRepository;
import org.modyn.selector.database.PipelineRow;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.StorageBackends;
import org.modyn.selector.trainingset.PartitionId;
import org.modyn.selector.trainingset.TrainingSetDirectory;
import org.modyn.selector.trainingset.TrainingSetReader;
import org.modyn.selector.trainingset.WorkerShare;

/**
 * All pipelines of this selector. A pipeline is opened when it is first asked for, which verifies
 * what was written since its last trigger, and stays open.
 */
public final class Pipelines implements AutoCloseable {
  private static final int LARGEST_SEED = 100;

  private final PipelineRepository pipelines;
  private final TriggerRepository triggers;
  private final TrainingSets trainingSets;
  private final StorageBackends backends;
  private final ConcurrentMap<Integer, CompletableFuture<Pipeline>> open =
      new ConcurrentHashMap<>();
  private final ReentrantLock registrationLock = new ReentrantLock();
  private final SecureRandom seeds = new SecureRandom();

  /**
   * @param trainingSetsKept of how many of a pipeline's newest triggers the training sets are kept;
   *     0: of all
   * @param backends where what pipelines have seen is kept
   */
  public Pipelines(
      PipelineRepository pipelines,
      TriggerRepository triggers,
      TrainingSetDirectory trainingSets,
      int trainingSetsKept,
      StorageBackends backends) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.triggers = requireNonNull(triggers, "triggers is null");
    this.trainingSets = new TrainingSets(triggers, trainingSets, trainingSetsKept);
    this.backends = requireNonNull(backends, "backends is null");
  }

  /**
   * Finishes what a selector that was killed had begun: to forget pipelines, and to delete training
   * sets. Also deletes training sets that are not to be kept any more.
   */
  public void finishDeletions() {
    pipelines.findUnregistering().forEach(this::forget);
    for (int pipelineId : pipelines.findIds()) {
      trainingSets.finishCleaning(pipelineId);
      trainingSets.clean(pipelineId);
    }
  }

  /**
   * Makes a pipeline known. The same registration again changes nothing.
   *
   * @param seed of the pipeline's random choices. Empty: the default seed, or one that is drawn
   *     when there is no default; a pipeline that is registered already keeps its own
   * @throws ModynException ALREADY_EXISTS when the pipeline was registered with another strategy,
   *     another number of workers or another seed; INVALID_ARGUMENT for a seed that is not from 0
   *     to 100
   */
  public void register(int pipelineId, Registration registration, OptionalInt seed) {
    seed.ifPresent(Pipelines::checkSeed);
    registrationLock.lock();
    try {
      if (pipelines.findUnregistering().contains(pipelineId)) {
        forget(pipelineId);
      }
      registerLocked(pipelineId, registration, seed);
    } finally {
      registrationLock.unlock();
    }
  }

  /**
   * Forgets a pipeline: what it has seen, its triggers and their training sets. Waits for its calls
   * in progress; later ones do not find it. Nothing happens when there is no such pipeline.
   */
  public void unregister(int pipelineId) {
    registrationLock.lock();
    try {
      if (pipelines.markUnregistering(pipelineId)) {
        forget(pipelineId);
      }
    } finally {
      registrationLock.unlock();
    }
  }

  private void forget(int pipelineId) {
    CompletableFuture<Pipeline> existing = open.remove(pipelineId);
    if (existing != null) {
      await(existing).close();
    }
    backends.delete(pipelineId);
    trainingSets.directory().discard(pipelineId);
    pipelines.delete(pipelineId);
  }

  private void registerLocked(int pipelineId, Registration registration, OptionalInt seed) {
    String strategy = registration.selectionStrategyJson();
    long recordedSeed = seed.isPresent() ? seed.getAsInt() : defaultSeed();
    PipelineRow row = new PipelineRow(pipelineId, strategy, registration.workers(), recordedSeed);
    if (pipelines.insert(row)) {
      return;
    }
    PipelineRow existing = find(pipelineId);
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
      // not another opening, of a pipeline that was registered again meanwhile
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
   * Opens a worker's share of a partition.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline, trigger or partition;
   *     INVALID_ARGUMENT when there is no such worker; FAILED_PRECONDITION when the training set
   *     was cleaned; DATA_LOSS when the file is damaged
   */
  public TrainingSetReader openShare(PartitionId partition, int worker) {
    TriggerRow trigger = trigger(partition.pipelineId(), partition.triggerId());
    OptionalInt size =
        triggers.findPartitionSize(
            partition.pipelineId(), partition.triggerId(), partition.partitionId());
    if (size.isEmpty()) {
      throw ModynException.notFound(
          "partition_id: there is no %s, which has %s partitions, counted from 0",
          partition, trigger.partitions());
    }
    int workers = get(partition.pipelineId()).workers();
    WorkerShare share = WorkerShare.of(worker, workers, size.getAsInt());
    return trainingSets.open(trigger, partition, size.getAsInt(), share);
  }

  /**
   * Returns at most {@code limit} triggers of a registered pipeline, with the sizes of their
   * training sets, sorted.
   *
   * @param firstTriggerId the smallest id that may be among them
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public List<TrainingSetSize> trainingSets(int pipelineId, int firstTriggerId, int limit) {
    return trainingSets.list(find(pipelineId).pipelineId(), firstTriggerId, limit);
  }

  /**
   * Sets the seed of pipelines that are registered from now on without one of their own. Pipelines
   * that are registered already keep theirs.
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
        registration.createStrategy(),
        seen,
        trainingSets,
        triggers,
        triggerId -> randomOf(row.seed(), triggerId),
        lastTrigger.map(trigger -> trigger.triggerId() + 1).orElse(0));
  }

  /** The same seed gives the same training sets, also after a restart between triggers. */
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
                    "pipeline_id: the selector knows no pipeline %s; register it first",
                    pipelineId));
  }

  private static Registration registrationOf(PipelineRow row) {
    return Registration.parse(row.selectionStrategy(), row.workers());
  }

  private ModynException noSuchTrigger(int pipelineId, int triggerId) {
    int count =
        triggers.findLast(pipelineId).map(TriggerRow::triggerId).map(last -> last + 1).orElse(0);
    return ModynException.notFound(
        "trigger_id: there is no trigger %s of pipeline %s, which triggered %s times, counted from"
            + " 0",
        triggerId, pipelineId, count);
  }

  /** Waits for the calls in progress. To be called when no more can come. */
  @Override
  public void close() {
    open.values().forEach(opening -> await(opening).close());
    open.clear();
  }
}
