package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.OptionalInt;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.modelstorage.model.DescribedModel;
import org.modyn.modelstorage.pipeline.Pipelines;
import org.modyn.modelstorage.store.ModelStore;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.DeleteModelResponse;
import org.modyn.proto.modelstorage.DeletePipelineRequest;
import org.modyn.proto.modelstorage.DeletePipelineResponse;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.FetchModelRequest;
import org.modyn.proto.modelstorage.FetchModelResponse;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.GetTrainedSamplesRequest;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.LoadModelRequest;
import org.modyn.proto.modelstorage.LoadModelResponse;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterModelRequest;
import org.modyn.proto.modelstorage.RegisterModelResponse;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;
import org.modyn.proto.modelstorage.RegisterPipelineResponse;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;

/** The model storage's gRPC service: translates requests to calls of {@link ModelStore}. */
final class ModelStorageService extends ModelStorageGrpc.ModelStorageImplBase {
  private final Pipelines pipelines;
  private final ModelStore models;
  private final ModelStorageMetrics metrics;

  ModelStorageService(Pipelines pipelines, ModelStore models, ModelStorageMetrics metrics) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.models = requireNonNull(models, "models is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  @Override
  public void registerPipeline(
      RegisterPipelineRequest request, StreamObserver<RegisterPipelineResponse> observer) {
    pipelines.register(
        request.getPipelineId(), request.getModelStorage().getValue(), request.getRequestId());
    Streams.send(observer, RegisterPipelineResponse.getDefaultInstance());
  }

  @Override
  public void registerModel(
      RegisterModelRequest request, StreamObserver<RegisterModelResponse> observer) {
    throw ModynException.unimplemented(
        "RegisterModel: models are not fetched by FTP; send the model of pipeline %s, trigger %s"
            + " with StoreModel",
        request.getPipelineId(), request.getTriggerId());
  }

  @Override
  public StreamObserver<StoreModelRequest> storeModel(StreamObserver<StoreModelResponse> observer) {
    return new ModelReceiver(models, metrics, observer);
  }

  @Override
  public void loadModel(LoadModelRequest request, StreamObserver<LoadModelResponse> observer) {
    Streams.sendAll(observer, new ModelStream(models.load(request.getModelId())));
  }

  @Override
  public void fetchModel(FetchModelRequest request, StreamObserver<FetchModelResponse> observer) {
    FetchModelResponse response =
        models
            .find(request.getModelId())
            .map(
                model ->
                    FetchModelResponse.newBuilder()
                        .setSuccess(true)
                        .setModelPath(models.fetch(model).toString())
                        .setChecksum(ByteString.copyFrom(model.checksum().bytes()))
                        .build())
            .orElseGet(FetchModelResponse::getDefaultInstance);
    Streams.send(observer, response);
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    OptionalInt pipelineId =
        request.hasPipelineId() ? OptionalInt.of(request.getPipelineId()) : OptionalInt.empty();
    Streams.sendAll(observer, new ListedModels(models, pipelineId));
  }

  @Override
  public void describeModel(
      DescribeModelRequest request, StreamObserver<DescribeModelResponse> observer) {
    DescribedModel described =
        models
            .describe(request.getModelId())
            .orElseThrow(
                () ->
                    ModynException.notFound(
                        "model_id: there is no model %s", request.getModelId()));
    Streams.send(
        observer,
        DescribeModelResponse.newBuilder()
            .setSummary(ModelMessages.summary(described.listing()))
            .setHeader(ModelMessages.header(described.model().description()))
            .setPath(models.path(described.model()).toString())
            .build());
  }

  @Override
  public void getTrainedSamples(
      GetTrainedSamplesRequest request, StreamObserver<TrainedSamplesColumns> observer) {
    long limit = request.hasLimit() ? request.getLimit() : Long.MAX_VALUE;
    Checks.check(limit >= 0, "limit: must be at least 0, but is %s", limit);
    Streams.sendAll(
        observer, new TrainedSamplesStream(models.samples(request.getModelId()), limit));
  }

  @Override
  public void findModel(FindModelRequest request, StreamObserver<FindModelResponse> observer) {
    if (request.getRequestId().isEmpty()) {
      throw ModynException.invalidArgument("request_id: is empty, but must be that of a model");
    }
    FindModelResponse.Builder response = FindModelResponse.newBuilder();
    models
        .findByRequest(request.getRequestId())
        .ifPresent(model -> response.setModelId(model.modelId()));
    Streams.send(observer, response.build());
  }

  @Override
  public void deleteModel(
      DeleteModelRequest request, StreamObserver<DeleteModelResponse> observer) {
    boolean deleted = models.delete(request.getModelId());
    Streams.send(observer, DeleteModelResponse.newBuilder().setSuccess(deleted).build());
  }

  @Override
  public void deletePipeline(
      DeletePipelineRequest request, StreamObserver<DeletePipelineResponse> observer) {
    models.deletePipeline(request.getPipelineId());
    Streams.send(observer, DeletePipelineResponse.getDefaultInstance());
  }
}
