package org.modyn.supervisor.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.DeletePipelineRequest;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;

/** The client of the model storage. */
public final class ModelStorageClient {
  private final RemoteService service;

  ModelStorageClient(RemoteService service) {
    this.service = service;
  }

  /**
   * Returns the id of the model that was stored for a training.
   *
   * @param requestId the id of the request that started the training
   */
  public OptionalInt findModel(String requestId) {
    FindModelRequest request = FindModelRequest.newBuilder().setRequestId(requestId).build();
    FindModelResponse response =
        service.call(() -> ModelStorageGrpc.newBlockingStub(service.channel()).findModel(request));
    return response.hasModelId() ? OptionalInt.of(response.getModelId()) : OptionalInt.empty();
  }

  /** Returns the ids of the models of irreducible losses of a pipeline, by trigger. */
  public Map<Integer, List<Integer>> irreducibleLossModels(int pipelineId) {
    ListModelsRequest request = ListModelsRequest.newBuilder().setPipelineId(pipelineId).build();
    return service.call(
        () -> {
          Map<Integer, List<Integer>> models = new HashMap<>();
          ModelStorageGrpc.newBlockingStub(service.channel())
              .listModels(request)
              .forEachRemaining(
                  part ->
                      part.getModelsList().stream()
                          .filter(model -> model.getRole() == ModelRole.IRREDUCIBLE_LOSS)
                          .forEach(
                              model ->
                                  models
                                      .computeIfAbsent(model.getTriggerId(), _ -> new ArrayList<>())
                                      .add(model.getModelId())));
          return models;
        });
  }

  /** Deletes a model, if it exists. */
  public void deleteModel(int modelId) {
    DeleteModelRequest request = DeleteModelRequest.newBuilder().setModelId(modelId).build();
    service.call(() -> ModelStorageGrpc.newBlockingStub(service.channel()).deleteModel(request));
  }

  /** Deletes a pipeline with its models, if it exists. */
  public void deletePipeline(int pipelineId) {
    DeletePipelineRequest request =
        DeletePipelineRequest.newBuilder().setPipelineId(pipelineId).build();
    service.call(() -> ModelStorageGrpc.newBlockingStub(service.channel()).deletePipeline(request));
  }

  /**
   * Registers a pipeline.
   *
   * @param requestId a unique id, with which the call can be repeated
   * @throws ModynException ALREADY_EXISTS when another request has registered the pipeline
   */
  public void registerPipeline(int pipelineId, PipelineConfig config, String requestId) {
    RegisterPipelineRequest request =
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setRequestId(requestId)
            .setModelStorage(
                JsonString.newBuilder().setValue(ConfigLoader.toJson(config.modelStorage())))
            .build();
    service.call(
        () -> ModelStorageGrpc.newBlockingStub(service.channel()).registerPipeline(request));
  }
}
