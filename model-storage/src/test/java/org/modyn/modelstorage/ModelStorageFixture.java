package org.modyn.modelstorage;

import java.nio.file.Path;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc.ModelStorageBlockingStub;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;

/** A running model storage on a database of its own, and a client of it. */
final class ModelStorageFixture implements AutoCloseable {
  final TestDatabase database = TestDatabase.create();
  final ModynConfig config;
  GrpcClient channel;
  ModelStorageBlockingStub stub;
  ModelStorageClient client;
  private ModelStorageServer server;

  private ModelStorageFixture(Path stateDirectory) {
    ModynConfig defaults = ModynConfig.defaults();
    config =
        defaults
            .withMetadataDatabase(database.config())
            .withStateDirectory(stateDirectory)
            .withModelStorage(
                defaults.modelStorage().withAddress(new ServiceAddress("localhost", 0)));
  }

  static ModelStorageFixture start(Path stateDirectory) {
    ModelStorageFixture fixture = new ModelStorageFixture(stateDirectory);
    fixture.startServer();
    return fixture;
  }

  void startServer() {
    server = ModelStorageServer.start(config);
    channel = GrpcClient.connect("model storage", server.address());
    stub = ModelStorageGrpc.newBlockingStub(channel.channel());
    client = new ModelStorageClient(channel.channel());
  }

  void stopServer() {
    channel.close();
    server.close();
  }

  void restart() {
    stopServer();
    startServer();
  }

  /** Registers a pipeline with its section {@code model_storage}. */
  void register(int pipelineId, String modelStorage) {
    stub.registerPipeline(
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setModelStorage(JsonString.newBuilder().setValue(modelStorage))
            .build());
  }

  @Override
  public void close() {
    stopServer();
    database.close();
  }
}
