package org.modyn.ml.testing;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.FetchModelRequest;
import org.modyn.proto.modelstorage.FetchModelResponse;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.LoadModelRequest;
import org.modyn.proto.modelstorage.LoadModelResponse;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;

/**
 * A model storage that keeps models in memory. Their ids are 1, 2, ...; when they were stored is
 * not recorded.
 */
public final class TestModelStorage extends ModelStorageGrpc.ModelStorageImplBase {
  /**
   * A stored model.
   *
   * @param weights a safetensors file
   * @param samples a file of trained samples; empty if the training did not record them
   */
  public record StoredModel(ModelHeader header, ByteString weights, ByteString samples) {}

  private final List<StoredModel> models = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger loads = new AtomicInteger();
  private int firstKnown;

  /** In the order of their ids. */
  public List<StoredModel> models() {
    return List.copyOf(models);
  }

  /** Stores a model without a call; returns its id. */
  public int add(StoredModel model) {
    synchronized (models) {
      models.add(model);
      return models.size();
    }
  }

  /** Stores another model under the id of an earlier one, as a storage that begins anew does. */
  public void replace(int id, StoredModel model) {
    models.set(id - 1, model);
  }

  /** How often weights were sent. */
  public int loads() {
    return loads.get();
  }

  /** Stores the next model of each request, as if the earlier ones had never been stored. */
  public void forgetRequests() {
    synchronized (models) {
      firstKnown = models.size();
    }
  }

  private int store(StoredModel model) {
    synchronized (models) {
      int id = idOf(model.header().getRequestId());
      return id > 0 ? id : add(model);
    }
  }

  /** Returns the id of the model with a request id; 0 if there is none. */
  private int idOf(String requestId) {
    synchronized (models) {
      for (int index = firstKnown; !requestId.isEmpty() && index < models.size(); index++) {
        if (models.get(index).header().getRequestId().equals(requestId)) {
          return index + 1;
        }
      }
      return 0;
    }
  }

  @Override
  public void findModel(FindModelRequest request, StreamObserver<FindModelResponse> observer) {
    require(!request.getRequestId().isEmpty(), "request_id: is empty");
    FindModelResponse.Builder response = FindModelResponse.newBuilder();
    int id = idOf(request.getRequestId());
    if (id > 0) {
      response.setModelId(id);
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public StreamObserver<StoreModelRequest> storeModel(StreamObserver<StoreModelResponse> observer) {
    return new StreamObserver<>() {
      private Optional<ModelHeader> header = Optional.empty();
      private ByteString weights = ByteString.EMPTY;
      private ByteString samples = ByteString.EMPTY;
      private boolean complete;

      @Override
      public void onNext(StoreModelRequest part) {
        switch (part.getPartCase()) {
          case HEADER -> header = Optional.of(part.getHeader());
          case CHUNK -> weights = weights.concat(part.getChunk());
          case CHECKSUM -> {
            require(part.getChecksum().equals(sha256(weights)), "checksum: differs");
            complete = true;
          }
          case SAMPLES_CHUNK -> {
            require(complete, "samples_chunk: must follow the checksum");
            samples = samples.concat(part.getSamplesChunk());
          }
          case SAMPLES_CHECKSUM ->
              require(
                  part.getSamplesChecksum().equals(sha256(samples)), "samples_checksum: differs");
          case PART_NOT_SET -> require(false, "a message of the stream is empty");
        }
        require(header.isPresent(), "the first message must be the header");
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        require(complete, "the stream ended without a checksum");
        int id = store(new StoredModel(header.orElseThrow(), weights, samples));
        observer.onNext(StoreModelResponse.newBuilder().setModelId(id).build());
        observer.onCompleted();
      }
    };
  }

  @Override
  public void loadModel(LoadModelRequest request, StreamObserver<LoadModelResponse> observer) {
    StoredModel model = find(request.getModelId());
    loads.incrementAndGet();
    observer.onNext(LoadModelResponse.newBuilder().setHeader(model.header()).build());
    observer.onNext(LoadModelResponse.newBuilder().setChunk(model.weights()).build());
    observer.onNext(LoadModelResponse.newBuilder().setChecksum(sha256(model.weights())).build());
    observer.onCompleted();
  }

  @Override
  public void describeModel(
      DescribeModelRequest request, StreamObserver<DescribeModelResponse> observer) {
    observer.onNext(
        DescribeModelResponse.newBuilder()
            .setSummary(summary(request.getModelId()))
            .setHeader(find(request.getModelId()).header())
            .build());
    observer.onCompleted();
  }

  /** Without a path: models are not in files. */
  @Override
  public void fetchModel(FetchModelRequest request, StreamObserver<FetchModelResponse> observer) {
    FetchModelResponse.Builder response = FetchModelResponse.newBuilder();
    if (isKnown(request.getModelId())) {
      response.setSuccess(true).setChecksum(sha256(find(request.getModelId()).weights()));
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    ListModelsResponse.Builder response = ListModelsResponse.newBuilder();
    for (int id = 1; isKnown(id); id++) {
      if (!request.hasPipelineId()
          || find(id).header().getPipelineId() == request.getPipelineId()) {
        response.addModels(summary(id));
      }
    }
    if (response.getModelsCount() > 0) {
      observer.onNext(response.build());
    }
    observer.onCompleted();
  }

  private ModelSummary summary(int id) {
    StoredModel model = find(id);
    return ModelSummary.newBuilder()
        .setModelId(id)
        .setPipelineId(model.header().getPipelineId())
        .setTriggerId(model.header().getTriggerId())
        .setRole(model.header().getRole())
        .setModelClass(model.header().getModelClass())
        .setSizeBytes(model.weights().size())
        .setStoredBytes(model.weights().size())
        .setChecksum(sha256(model.weights()))
        .build();
  }

  private boolean isKnown(int id) {
    return id >= 1 && id <= models.size();
  }

  private StoredModel find(int id) {
    if (!isKnown(id)) {
      throw ModynException.notFound("there is no model %s", id);
    }
    return models.get(id - 1);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw ModynException.invalidArgument("%s", message);
    }
  }

  private static ByteString sha256(ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(digest.digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
