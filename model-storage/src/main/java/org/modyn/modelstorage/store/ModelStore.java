package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.common.trained.TrainedSamplesReader;
import org.modyn.modelstorage.database.ModelRepository;
import org.modyn.modelstorage.model.DescribedModel;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.ModelFile;
import org.modyn.modelstorage.model.ModelListing;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.model.StoredModel;
import org.modyn.modelstorage.pipeline.Pipelines;
import org.modyn.modelstorage.strategy.Reference;
import org.modyn.modelstorage.strategy.StoragePolicy;

/**
 * Stores models as files and as rows in the database, and the samples that they were trained on, if
 * these were recorded, as files. {@link ModelDirectory} names the files.
 *
 * <p>The files are complete and synced before their row is inserted or changed, and the row is
 * deleted or changed before the files are deleted, so that every row has its files. A file without
 * a row, which a crash in between leaves, is never served, and deleted at the next start; its name
 * is not reused.
 */
public final class ModelStore {
  private final ModelDirectory directory;
  private final Pipelines pipelines;
  private final ModelRepository models;
  private final ModelContents contents;
  private final ModelFiles files;
  private final FetchedModels fetched;

  /** Held for reading while a model is stored, for writing while models are deleted. */
  private final Map<Integer, ReadWriteLock> locks = new ConcurrentHashMap<>();

  /**
   * Opens a directory, creates it if it does not exist, and removes what a crash left. No other
   * process may use the directory.
   */
  public ModelStore(Path root, Pipelines pipelines, ModelRepository models) {
    this.directory = new ModelDirectory(root);
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.models = requireNonNull(models, "models is null");
    this.contents = new ModelContents(directory, models);
    this.files = new ModelFiles(directory, contents);
    this.fetched = new FetchedModels(directory.fetched(), contents);
    directory.deleteLeftOvers(models.findAll());
  }

  /**
   * Starts receiving a model.
   *
   * @throws ModynException NOT_FOUND when its pipeline is not registered
   */
  public IncomingModel receive(ModelDescription description) {
    pipelines.policy(description.pipelineId());
    directory.create(description.pipelineId());
    return new IncomingModel(description, () -> directory.incoming(description.pipelineId()));
  }

  /**
   * Stores a completely received model, unless a model with its request id is stored already. It is
   * durable when this method returns.
   *
   * @param checksum the checksum of the received bytes
   * @return the id of the model, the same for every model with the same request id
   * @throws ModynException INVALID_ARGUMENT when it is not in the safetensors format, or its
   *     trained samples are damaged; ALREADY_EXISTS when its request id is that of a model of
   *     another trigger; UNAVAILABLE when the database does not answer, so that it is unknown
   *     whether the model is stored
   */
  public int store(IncomingModel incoming, Sha256 checksum) {
    ModelDescription description = incoming.description();
    OptionalLong trainedSamples = countSamples(incoming);
    Lock lock = lock(description.pipelineId()).readLock();
    lock.lock();
    try {
      int modelId = nextId(description.pipelineId());
      StoredModel model =
          new StoredModel(
              modelId,
              description,
              incoming.size(),
              checksum,
              trainedSamples,
              writeFile(incoming, modelId));
      moveSamples(incoming, model);
      if (insert(model)) {
        return modelId;
      }
      // an earlier call with the same request id has stored its model
      directory.deleteFiles(model);
    } finally {
      lock.unlock();
    }
    return storedBefore(description)
        .orElseThrow(
            () ->
                ModynException.unavailable(
                    "a model with the same request id was stored and deleted meanwhile; send the"
                        + " model again"));
  }

  /** Returns an id that no file has, also if the database was restored and gives ids again. */
  private int nextId(int pipelineId) {
    int modelId = models.nextId();
    while (directory.exists(pipelineId, modelId)) {
      modelId = models.nextId();
    }
    return modelId;
  }

  private ReadWriteLock lock(int pipelineId) {
    return locks.computeIfAbsent(pipelineId, id -> new ReentrantReadWriteLock());
  }

  private ModelFile writeFile(IncomingModel incoming, int modelId) {
    ModelDescription description = incoming.description();
    StoragePolicy policy = pipelines.policy(description.pipelineId());
    Optional<StoredModel> base =
        policy
            .incremental(description.triggerId())
            .flatMap(incremental -> findBase(description, incremental));
    return files.store(incoming, modelId, base, policy);
  }

  private Optional<StoredModel> findBase(
      ModelDescription description, StoragePolicy.Incremental incremental) {
    Optional<StoredModel> previous =
        models.findBefore(description.pipelineId(), description.triggerId(), description.role());
    List<StoredModel> chain =
        previous.map(model -> models.findWithBases(model.modelId())).orElse(List.of());
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    return switch (incremental.reference()) {
      case PREVIOUS ->
          chain.size() < Reference.LONGEST_CHAIN ? Optional.of(chain.getFirst()) : Optional.empty();
      case LAST_FULL -> Optional.of(chain.getLast());
    };
  }

  private Optional<Integer> storedBefore(ModelDescription description) {
    Optional<StoredModel> stored = description.requestId().flatMap(models::findByRequest);
    stored
        .map(StoredModel::description)
        .ifPresent(before -> requireSameTrigger(description, before));
    return stored.map(StoredModel::modelId);
  }

  private static void requireSameTrigger(ModelDescription description, ModelDescription before) {
    if (description.pipelineId() != before.pipelineId()
        || description.triggerId() != before.triggerId()) {
      throw ModynException.alreadyExists(
          "header.request_id: \"%s\" belongs to the model of trigger %s of pipeline %s",
          before.requestId().orElseThrow(), before.triggerId(), before.pipelineId());
    }
  }

  /** The files get their names before they are synced, so that the disk is waited for once. */
  private void moveSamples(IncomingModel incoming, StoredModel model) {
    try {
      if (incoming.samples().isPresent()) {
        move(incoming.samples().get(), directory.samples(model));
        DurableFiles.syncFile(directory.samples(model));
      }
      DurableFiles.syncDirectory(directory.of(model.description().pipelineId()));
    } catch (RuntimeException e) {
      directory.deleteFiles(model);
      throw e;
    }
  }

  /** Returns false if there is a model with the request id. */
  private boolean insert(StoredModel model) {
    try {
      return models.insert(model);
    } catch (RuntimeException e) {
      ErrorCategory category = GrpcErrors.categoryOf(e);
      // a transaction whose end is unknown may still commit; the next start deletes the files if
      // not
      if (category != ErrorCategory.UNAVAILABLE) {
        removeUnlessRecorded(model, e);
      }
      throw new ModynException(
          category,
          "the database did not commit model %s of pipeline %s: %s"
              .formatted(
                  model.modelId(),
                  model.description().pipelineId(),
                  e.toString().lines().findFirst().orElseThrow()),
          e);
    }
  }

  private static OptionalLong countSamples(IncomingModel incoming) {
    if (incoming.samples().isEmpty()) {
      return OptionalLong.empty();
    }
    ModelDescription description = incoming.description();
    TrainedSamples block = new TrainedSamples();
    try (TrainedSamplesReader reader =
        TrainedSamplesReader.open(
            incoming.samples().get(), description.pipelineId(), description.triggerId())) {
      while (reader.next(block)) {
        // verifies the checksum of the block
      }
      return OptionalLong.of(reader.samples());
    } catch (ModynException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "samples_chunk: not a file of trained samples: " + e.getMessage(),
          e);
    }
  }

  private static void move(Path arrived, Path kept) {
    try {
      Files.move(arrived, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(kept, e);
    }
  }

  /** The connection can fail after the commit, but before the client receives its confirmation. */
  private void removeUnlessRecorded(StoredModel model, RuntimeException cause) {
    try {
      if (models.find(model.modelId()).isEmpty()) {
        directory.deleteFiles(model);
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  public Optional<StoredModel> find(int modelId) {
    return models.find(modelId);
  }

  /** Returns the model that was stored with a request id. */
  public Optional<StoredModel> findByRequest(String requestId) {
    return models.findByRequest(requestId);
  }

  /** Returns a model with its entry in lists. */
  public Optional<DescribedModel> describe(int modelId) {
    return models.describe(modelId);
  }

  /**
   * Returns models, ordered by id.
   *
   * @param pipelineId the pipeline of the models; empty means all pipelines
   * @param afterModelId a lower bound of the ids, exclusive
   * @param limit the maximum number of models
   */
  public List<ModelListing> listAfter(OptionalInt pipelineId, int afterModelId, int limit) {
    return models.listAfter(pipelineId, afterModelId, limit);
  }

  /**
   * Opens a model for sequential reading.
   *
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS, naming the file, when
   *     one that it is read from is missing
   */
  public OutgoingModel load(int modelId) {
    ModelContents.Content content = contents.open(modelId);
    return new OutgoingModel(content.model(), content.stream());
  }

  private StoredModel require(int modelId) {
    return models
        .find(modelId)
        .orElseThrow(() -> ModynException.notFound("model_id: there is no model %s", modelId));
  }

  /**
   * Opens the samples that a model was trained on.
   *
   * @throws ModynException NOT_FOUND when there is no such model, or its training did not record
   *     them; DATA_LOSS, naming the file, when it is missing or damaged
   */
  public OutgoingSamples samples(int modelId) {
    StoredModel model = require(modelId);
    long samples =
        model
            .trainedSamples()
            .orElseThrow(
                () ->
                    ModynException.notFound(
                        "model %s was trained without recording its samples; set"
                            + " training.record_samples in the pipeline file",
                        modelId));
    Path path = directory.samples(model);
    ModelDescription description = model.description();
    return new OutgoingSamples(
        path,
        TrainedSamplesReader.open(path, description.pipelineId(), description.triggerId()),
        samples);
  }

  /**
   * Deletes a model; returns false if it does not exist. Models that are stored as differences from
   * it are written again first: that takes the time of reading and writing each of them.
   */
  public boolean delete(int modelId) {
    Optional<StoredModel> found = models.find(modelId);
    if (found.isEmpty()) {
      return false;
    }
    Lock lock = lock(found.get().description().pipelineId()).writeLock();
    lock.lock();
    try {
      // another deletion may have written its file again meanwhile
      Optional<StoredModel> model = models.find(modelId);
      model.ifPresent(this::rewriteDifferences);
      if (model.isEmpty() || !models.delete(modelId)) {
        return false;
      }
      directory.deleteFiles(model.get());
      fetched.delete(modelId);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the models that are stored as differences from a model independent of it. They become
   * differences from the model that it is a difference from; if it is stored in full, the first of
   * them is then stored in full, and the others are differences from that one.
   */
  private void rewriteDifferences(StoredModel model) {
    StoragePolicy policy = pipelines.policy(model.description().pipelineId());
    Optional<StoredModel> base =
        model.file().baseId().stream().mapToObj(models::find).flatMap(Optional::stream).findFirst();
    for (StoredModel dependent : models.findDifferencesFrom(model.modelId())) {
      ModelFile file = files.rewrite(dependent, base, policy);
      DurableFiles.syncDirectory(directory.of(model.description().pipelineId()));
      models.replaceFile(dependent.modelId(), file);
      DurableFiles.delete(directory.file(dependent));
      if (file.baseId().isEmpty()) {
        base = Optional.of(dependent);
      }
    }
  }

  /**
   * Deletes a pipeline with its models. May be repeated: what a crash has left is deleted then. A
   * model that is being stored meanwhile is rejected.
   */
  public void deletePipeline(int pipelineId) {
    Lock lock = lock(pipelineId).writeLock();
    lock.lock();
    try {
      pipelines.delete(pipelineId);
      directory.delete(pipelineId);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the path of a model in the safetensors format. If it is stored in another form, this
   * writes a copy, which is kept for a day at least.
   *
   * @throws ModynException DATA_LOSS, naming the file, when one that the model is read from is
   *     missing or damaged
   */
  public Path fetch(StoredModel model) {
    return ModelDirectory.isSafetensors(model)
        ? directory.file(model)
        : fetched.fetch(model.modelId());
  }

  /** Returns the absolute path of the file in which a model is stored. */
  public Path path(StoredModel model) {
    return directory.file(model);
  }
}
