package org.modyn.supervisor.fake;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.DeleteModelResponse;
import org.modyn.proto.modelstorage.DeletePipelineRequest;
import org.modyn.proto.modelstorage.DeletePipelineResponse;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;
import org.modyn.proto.modelstorage.RegisterPipelineResponse;

/** Accepts registrations of pipelines, and knows the models that a test stores. */
public final class FakeModelStorage extends ModelStorageGrpc.ModelStorageImplBase {
  private final List<RegisterPipelineRequest> registrations = new ArrayList<>();
  private final Map<String, Integer> models = new HashMap<>();
  private final List<Integer> deletedPipelines = new ArrayList<>();
  private final List<Integer> deletedModels = new ArrayList<>();
  private final List<ModelSummary> irreducibleLossModels = new ArrayList<>();
  private boolean refusesDeletion;
  private boolean failsRegistrations;

  public synchronized List<RegisterPipelineRequest> registrations() {
    return List.copyOf(registrations);
  }

  /** Stores a model without content; returns its id, the same for the same request id. */
  public synchronized int store(String requestId) {
    return models.computeIfAbsent(requestId, id -> models.size() + 1);
  }

  @Override
  public synchronized void findModel(
      FindModelRequest request, StreamObserver<FindModelResponse> observer) {
    if (request.getRequestId().isEmpty()) {
      throw ModynException.invalidArgument("request_id: is empty");
    }
    FindModelResponse.Builder response = FindModelResponse.newBuilder();
    Optional.ofNullable(models.get(request.getRequestId())).ifPresent(response::setModelId);
    observer.onNext(response.build());
    observer.onCompleted();
  }

  /** Fails registrations of pipelines. */
  public synchronized void failRegistrations(boolean fails) {
    failsRegistrations = fails;
  }

  @Override
  public synchronized void registerPipeline(
      RegisterPipelineRequest request, StreamObserver<RegisterPipelineResponse> observer) {
    if (failsRegistrations) {
      throw ModynException.internal("the registration fails");
    }
    boolean byAnotherRequest =
        registrations.stream()
            .anyMatch(
                other ->
                    other.getPipelineId() == request.getPipelineId()
                        && !other.getRequestId().equals(request.getRequestId()));
    if (byAnotherRequest) {
      throw ModynException.alreadyExists(
          "pipeline %s was registered by another request", request.getPipelineId());
    }
    registrations.add(request);
    observer.onNext(RegisterPipelineResponse.getDefaultInstance());
    observer.onCompleted();
  }

  /** Ids of pipelines that were deleted. */
  public synchronized List<Integer> deletedPipelines() {
    return List.copyOf(deletedPipelines);
  }

  /** Is unavailable for deletions of pipelines. */
  public synchronized void refuseDeletion(boolean refuses) {
    refusesDeletion = refuses;
  }

  /** Ids of models that were deleted alone. */
  public synchronized List<Integer> deletedModels() {
    return List.copyOf(deletedModels);
  }

  /** Has a model of irreducible losses. */
  public synchronized void addIrreducibleLossModel(int pipelineId, int triggerId, int modelId) {
    irreducibleLossModels.add(
        ModelSummary.newBuilder()
            .setPipelineId(pipelineId)
            .setTriggerId(triggerId)
            .setModelId(modelId)
            .setRole(ModelRole.IRREDUCIBLE_LOSS)
            .build());
  }

  /** Lists models of irreducible losses only: the supervisor knows the others. */
  @Override
  public synchronized void listModels(
      ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    ListModelsResponse.Builder response = ListModelsResponse.newBuilder();
    irreducibleLossModels.stream()
        .filter(model -> model.getPipelineId() == request.getPipelineId())
        .forEach(response::addModels);
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public synchronized void deleteModel(
      DeleteModelRequest request, StreamObserver<DeleteModelResponse> observer) {
    deletedModels.add(request.getModelId());
    observer.onNext(DeleteModelResponse.newBuilder().setSuccess(true).build());
    observer.onCompleted();
  }

  @Override
  public synchronized void deletePipeline(
      DeletePipelineRequest request, StreamObserver<DeletePipelineResponse> observer) {
    if (refusesDeletion) {
      throw ModynException.unavailable("the disk is away");
    }
    deletedPipelines.add(request.getPipelineId());
    observer.onNext(DeletePipelineResponse.getDefaultInstance());
    observer.onCompleted();
  }
}
