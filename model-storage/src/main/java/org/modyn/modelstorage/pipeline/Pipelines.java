package org.modyn.modelstorage.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.model.PipelineModelStorageConfig;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.database.PipelineRepository;
import org.modyn.modelstorage.strategy.StoragePolicy;

/**
 * Registers pipelines, and finds how their models are stored. No other process may delete
 * pipelines. Thread safe.
 */
public final class Pipelines {
  private final PipelineRepository pipelines;

  /** Those of pipelines that have stored a model; registrations do not change. */
  private final Map<Integer, StoragePolicy> policies = new ConcurrentHashMap<>();

  public Pipelines(PipelineRepository pipelines) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
  }

  /**
   * Registers a pipeline. Repeating the same registration changes nothing.
   *
   * @param modelStorage the pipeline file's section {@code model_storage}, as JSON
   * @param requestId the id of the request; empty if it has none
   * @throws ModynException INVALID_ARGUMENT, naming the fields; ALREADY_EXISTS when the pipeline is
   *     registered with another section, or by a request with another id
   */
  public void register(int pipelineId, String modelStorage, String requestId) {
    PipelineModelStorageConfig config = parse(modelStorage);
    StoragePolicy.of(config);
    String json = ConfigLoader.toJson(config);
    if (pipelines.insert(pipelineId, json, requestId)) {
      return;
    }
    if (!requestId.isEmpty() && !requestId.equals(pipelines.findRequestId(pipelineId))) {
      throw ModynException.alreadyExists(
          "pipeline %s was registered by another request", pipelineId);
    }
    String existing = find(pipelineId);
    if (!config.equals(parse(existing))) {
      throw ModynException.alreadyExists(
          "pipeline %s is registered with the model storage %s; it cannot be registered again with"
              + " %s",
          pipelineId, existing, json);
    }
  }

  /**
   * Returns how a pipeline's models are stored.
   *
   * @throws ModynException NOT_FOUND when the pipeline is not registered
   */
  public StoragePolicy policy(int pipelineId) {
    return policies.computeIfAbsent(pipelineId, id -> StoragePolicy.of(parse(find(id))));
  }

  /** Deletes a pipeline and the rows of its models, if it exists. */
  public void delete(int pipelineId) {
    pipelines.delete(pipelineId);
    policies.remove(pipelineId);
  }

  private String find(int pipelineId) {
    return pipelines
        .findModelStorage(pipelineId)
        .orElseThrow(
            () ->
                ModynException.notFound(
                    "pipeline_id: there is no pipeline %s; register it first", pipelineId));
  }

  private static PipelineModelStorageConfig parse(String modelStorage) {
    return ConfigLoader.parse("model_storage", modelStorage, PipelineModelStorageConfig.class);
  }
}
