package org.modyn.supervisor.client;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;

/** The client of the model storage. */
public final class ModelStorageClient {
  private final RemoteService service;

  ModelStorageClient(RemoteService service) {
    this.service = service;
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
