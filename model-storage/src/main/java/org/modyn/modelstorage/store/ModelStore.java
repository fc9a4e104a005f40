package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.common.trained.TrainedSamplesReader;
import org.modyn.modelstorage.database.ModelRepository;
import org.modyn.modelstorage.model.DescribedModel;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.ModelListing;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.model.StoredModel;
import org.modyn.modelstorage.pipeline.Pipelines;

/**
 * Stores models as files {@code <pipeline>/<model>.safetensors} and as rows in the database, and
 * the samples that they were trained on, if these were recorded, as files {@code
 * <pipeline>/<model>.samples}.
 *
 * <p>The files are complete and synced before their row is inserted, and the row is deleted before
 * the files, so that every row has its files. A file without a row, which a crash in between
 * leaves, is never served, and its name is not reused.
 */
public final class ModelStore {
  private static final String INCOMING_SUFFIX = ".incoming";

  private final Path root;
  private final Pipelines pipelines;
  private final ModelRepository models;

  /**
   * Opens a directory, creates it if it does not exist, and removes incomplete models that a crash
   * left. No other process may use the directory.
   */
  public ModelStore(Path root, Pipelines pipelines, ModelRepository models) {
    this.root = requireNonNull(root, "root is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.models = requireNonNull(models, "models is null");
    DurableFiles.createDirectories(root);
    for (Path directory : DurableFiles.list(root)) {
      if (Files.isDirectory(directory)) {
        removeIncoming(directory);
      }
    }
  }

  private static void removeIncoming(Path directory) {
    for (Path path : DurableFiles.list(directory)) {
      if (path.getFileName().toString().endsWith(INCOMING_SUFFIX)) {
        DurableFiles.delete(path);
      }
    }
  }

  /**
   * Starts receiving a model.
   *
   * @throws ModynException NOT_FOUND when its pipeline is not registered
   */
  public IncomingModel receive(ModelDescription description) {
    pipelines.strategy(description.pipelineId());
    Path directory = directory(description.pipelineId());
    createDirectory(directory);
    return new IncomingModel(
        description, () -> directory.resolve(UUID.randomUUID() + INCOMING_SUFFIX));
  }

  /** Creates the directory of a pipeline, unless it exists. It is durable when this returns. */
  private synchronized void createDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      DurableFiles.createDirectories(directory);
      DurableFiles.syncDirectory(root);
    }
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
    StoredModel model =
        new StoredModel(
            models.nextId(), description, incoming.size(), checksum, countSamples(incoming));
    moveDurably(incoming, model);
    if (insert(model)) {
      return model.modelId();
    }
    // an earlier call with the same request id has stored its model
    deleteFiles(model);
    return storedBefore(description)
        .orElseThrow(
            () ->
                ModynException.unavailable(
                    "a model with the same request id was stored and deleted meanwhile; send the"
                        + " model again"));
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

  /**
   * The files get their names before they are synced, so that the disk has to be waited for once.
   */
  private void moveDurably(IncomingModel incoming, StoredModel model) {
    Path path = path(model);
    try {
      pipelines.strategy(model.description().pipelineId()).store(incoming.path(), path);
      if (incoming.samples().isPresent()) {
        move(incoming.samples().get(), samplesPath(model));
        DurableFiles.syncFile(samplesPath(model));
      }
      DurableFiles.syncFile(path);
      DurableFiles.syncDirectory(path.getParent());
    } catch (RuntimeException e) {
      deleteFiles(model);
      throw e;
    }
  }

  /** Returns false if there is a model with the request id. */
  private boolean insert(StoredModel model) {
    try {
      return models.insert(model);
    } catch (RuntimeException e) {
      removeUnlessRecorded(model, e);
      throw new ModynException(
          GrpcErrors.categoryOf(e),
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

  private void deleteFiles(StoredModel model) {
    DurableFiles.delete(path(model));
    DurableFiles.delete(samplesPath(model));
  }

  /** The connection can fail after the commit, but before the client receives its confirmation. */
  private void removeUnlessRecorded(StoredModel model, RuntimeException cause) {
    try {
      if (models.find(model.modelId()).isEmpty()) {
        deleteFiles(model);
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
   *     it is missing
   */
  public OutgoingModel load(int modelId) {
    StoredModel model = require(modelId);
    Path path = path(model);
    InputStream content = pipelines.strategy(model.description().pipelineId()).open(path);
    return new OutgoingModel(model, path, content);
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
    Path path = samplesPath(model);
    ModelDescription description = model.description();
    return new OutgoingSamples(
        path,
        TrainedSamplesReader.open(path, description.pipelineId(), description.triggerId()),
        samples);
  }

  /** Deletes a model; returns false if it does not exist. */
  public boolean delete(int modelId) {
    Optional<StoredModel> model = models.find(modelId);
    if (model.isEmpty() || !models.delete(modelId)) {
      return false;
    }
    deleteFiles(model.get());
    return true;
  }

  /**
   * Deletes a pipeline with its models. May be repeated: what a crash has left is deleted then. A
   * model that is being stored meanwhile is rejected.
   */
  public void deletePipeline(int pipelineId) {
    pipelines.delete(pipelineId);
    DurableFiles.deleteRecursively(directory(pipelineId));
  }

  /** Returns the absolute path of a model's file. */
  public Path path(StoredModel model) {
    return directory(model.description().pipelineId())
        .resolve(model.modelId() + ".safetensors")
        .toAbsolutePath();
  }

  private Path samplesPath(StoredModel model) {
    return directory(model.description().pipelineId())
        .resolve(model.modelId() + ".samples")
        .toAbsolutePath();
  }

  private Path directory(int pipelineId) {
    return root.resolve(Integer.toString(pipelineId));
  }
}
