package org.modyn.supervisor.client;

import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.JsonString;
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

  public void registerPipeline(int pipelineId, PipelineConfig config) {
    RegisterPipelineRequest request =
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setModelStorage(
                JsonString.newBuilder().setValue(ConfigLoader.toJson(config.modelStorage())))
            .build();
    service.call(
        () -> ModelStorageGrpc.newBlockingStub(service.channel()).registerPipeline(request));
  }
}
