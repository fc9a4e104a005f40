package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.ExecutionTime;
import org.modyn.common.config.pipeline.training.CheckpointingConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what servers keep of pipelines that have ended. Between {@link #begin} and {@link #end} a
 * pipeline must not continue, and its models are not evaluated. Thread safe.
 */
final class PipelineDeletion {
  private static final Logger log = LoggerFactory.getLogger(PipelineDeletion.class);

  private final ServiceClients clients;
  private final PipelineRepository repository;
  private final PipelineStateRepository states;
  private final PipelineLogs logs;
  private final Set<Integer> deleting = new HashSet<>();
  private final Map<Integer, Integer> evaluations = new HashMap<>();

  PipelineDeletion(
      ServiceClients clients,
      PipelineRepository repository,
      PipelineStateRepository states,
      PipelineLogs logs) {
    this.clients = requireNonNull(clients, "clients is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.states = requireNonNull(states, "states is null");
    this.logs = requireNonNull(logs, "logs is null");
  }

  /**
   * Begins to delete something of a pipeline.
   *
   * @throws ModynException FAILED_PRECONDITION when the pipeline runs, is queued or is evaluated,
   *     or when something of it is being deleted already
   */
  synchronized void begin(StoredPipeline pipeline) {
    String obstacle =
        pipeline.status().isActive()
            ? pipeline.status().text()
            : deleting.contains(pipeline.id()) ? "being deleted" : "being evaluated";
    if (pipeline.status().isActive()
        || evaluations.containsKey(pipeline.id())
        || !deleting.add(pipeline.id())) {
      throw ModynException.failedPrecondition(
          "pipeline %d cannot be deleted: it is %s", pipeline.id(), obstacle);
    }
  }

  synchronized void end(int pipelineId) {
    deleting.remove(pipelineId);
  }

  /**
   * @throws ModynException FAILED_PRECONDITION when something of the pipeline is being deleted
   */
  synchronized void requireNone(int pipelineId) {
    if (deleting.contains(pipelineId)) {
      throw ModynException.failedPrecondition("pipeline %d is being deleted", pipelineId);
    }
  }

  /**
   * Keeps the models of a pipeline until {@link #endEvaluation}.
   *
   * @throws ModynException FAILED_PRECONDITION when something of the pipeline is being deleted
   */
  synchronized void beginEvaluation(int pipelineId) {
    requireNone(pipelineId);
    evaluations.merge(pipelineId, 1, Integer::sum);
  }

  synchronized void endEvaluation(int pipelineId) {
    evaluations.computeIfPresent(pipelineId, (_, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Deletes a pipeline at all servers.
   *
   * @throws ModynException FAILED_PRECONDITION when another pipeline needs one of its models;
   *     UNAVAILABLE when a server is unavailable: the deletion may be repeated
   */
  void deleteAll(StoredPipeline pipeline) {
    Set<Integer> needed = repository.initialModels();
    for (TrainedModel model : states.models(pipeline.id())) {
      if (needed.contains(model.modelId())) {
        throw ModynException.failedPrecondition(
            "pipeline %d cannot be deleted: another pipeline that has not ended starts from its"
                + " model %d",
            pipeline.id(), model.modelId());
      }
    }
    checkpoints(pipeline).ifPresent(path -> deleteCheckpoints(pipeline, path));
    clients.selector().unregisterPipeline(pipeline.id());
    clients.modelStorage().deletePipeline(pipeline.id());
    logs.delete(pipeline);
    repository.delete(pipeline.id());
    log.info("Pipeline {} ({}) is deleted", pipeline.id(), pipeline.name());
  }

  /**
   * Leaves checkpoints in a directory that the trainer server may not write any more, as its
   * configuration has changed: the pipeline could never be deleted otherwise.
   */
  private void deleteCheckpoints(StoredPipeline pipeline, Path path) {
    try {
      clients.trainer().deleteCheckpoints(pipeline.id(), path);
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.INVALID_ARGUMENT) {
        throw e;
      }
      log.warn(
          "The checkpoints of pipeline {} in {} are left, because the trainer server refuses to"
              + " delete them: {}",
          pipeline.id(),
          path,
          e.getMessage(),
          e);
    }
  }

  private Optional<Path> checkpoints(StoredPipeline pipeline) {
    return config(pipeline)
        .map(config -> config.training().checkpointing())
        .filter(CheckpointingConfig::activated)
        .flatMap(CheckpointingConfig::path);
  }

  /** Returns empty if the configuration is one of an earlier version that cannot be read. */
  private Optional<PipelineConfig> config(StoredPipeline pipeline) {
    try {
      return Optional.of(repository.parameters(pipeline.id()).config());
    } catch (ModynException e) {
      log.warn(
          "The configuration of pipeline {} cannot be read, its checkpoints are not deleted: {}",
          pipeline.id(),
          e.getMessage(),
          e);
      return Optional.empty();
    }
  }

  /**
   * Deletes the models of a pipeline but the newest, those that another pipeline starts from, and
   * those that a retry would evaluate. The models of irreducible losses of their triggers are
   * deleted with them.
   *
   * @param newest the number of newest models, at least 1
   */
  void deleteOldModels(StoredPipeline pipeline, int newest) {
    if (pipeline.status() != PipelineStatus.COMPLETED && isEvaluatedAtEnd(pipeline)) {
      return;
    }
    List<TrainedModel> models = states.models(pipeline.id());
    Set<Integer> needed = repository.initialModels();
    Map<Integer, List<Integer>> irreducibleLossModels =
        clients.modelStorage().irreducibleLossModels(pipeline.id());
    List<Integer> deleted = new ArrayList<>();
    // the newest first: older ones may be what newer ones are stored as differences from
    for (TrainedModel model : models.subList(0, Math.max(0, models.size() - newest)).reversed()) {
      if (!needed.contains(model.modelId())) {
        irreducibleLossModels
            .getOrDefault(model.triggerId(), List.of())
            .forEach(clients.modelStorage()::deleteModel);
        clients.modelStorage().deleteModel(model.modelId());
        states.markDeleted(model.modelId());
        deleted.add(model.modelId());
      }
    }
    if (!deleted.isEmpty()) {
      log.info(
          "Deleted the models {} of pipeline {} ({}) according to supervisor.keep_models",
          deleted,
          pipeline.id(),
          pipeline.name());
    }
  }

  private boolean isEvaluatedAtEnd(StoredPipeline pipeline) {
    return config(pipeline)
        .flatMap(PipelineConfig::evaluation)
        .filter(
            evaluation ->
                evaluation.handlers().stream()
                    .anyMatch(handler -> handler.executionTime() == ExecutionTime.AFTER_PIPELINE))
        .isPresent();
  }

  /**
   * Deletes the training sets of a pipeline but those of its newest triggers.
   *
   * @param newest the number of newest triggers, at least 1
   */
  void deleteOldTrainingSets(StoredPipeline pipeline, int newest) {
    List<Integer> deleted = clients.selector().deleteTrainingSets(pipeline.id(), newest);
    if (!deleted.isEmpty()) {
      log.info(
          "Deleted the training sets of the triggers {} of pipeline {} ({}) according to"
              + " supervisor.keep_training_sets",
          deleted,
          pipeline.id(),
          pipeline.name());
    }
  }
}
