package org.modyn.common.model;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.FindModelRequest;
import org.modyn.proto.modelstorage.FindModelResponse;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.LoadModelRequest;
import org.modyn.proto.modelstorage.LoadModelResponse;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc.ModelStorageBlockingV2Stub;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;

/**
 * Stores models in and loads models from the model storage, in chunks of {@value #CHUNK_BYTES}
 * bytes with a checksum over all of them. Memory does not depend on the size of the model. Thread
 * safe.
 */
public final class ModelStorageClient {
  /** The maximum number of bytes of a model in one message. */
  public static final int CHUNK_BYTES = 1 << 20;

  private static final String SERVICE_NAME = "model storage";

  private final ModelStorageBlockingV2Stub stub;

  /**
   * @param channel the channel to the model storage, which the caller closes
   */
  public ModelStorageClient(Channel channel) {
    this.stub = ModelStorageGrpc.newBlockingV2Stub(requireNonNull(channel, "channel is null"));
  }

  /**
   * Stores a model. It is durable when this method returns. If the header has a request id,
   * repeated calls store one model.
   *
   * @param file the weights, in the safetensors format
   * @param samples the file of trained samples; empty if the training did not record them
   * @return the id of the model, and the checksum of {@code file}; the stored model has another one
   *     if an earlier call with the same request id has stored other weights
   * @throws ModynException NOT_FOUND when the pipeline of {@code header} is not registered or there
   *     is no such file; INVALID_ARGUMENT when a file does not have its format
   */
  public StoredModelFile store(ModelHeader header, Path file, Optional<Path> samples) {
    BlockingClientCall<StoreModelRequest, StoreModelResponse> call = stub.storeModel();
    try {
      ByteString checksum = sendAll(call, header, file, samples);
      call.halfClose();
      StoreModelResponse response = call.read();
      if (response == null) {
        throw ModynException.internal("the model storage ended the call without a response");
      }
      // without it, interceptors would never learn of the end of the call
      call.read();
      return new StoredModelFile(response.getModelId(), checksum);
    } catch (StatusException | StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE_NAME, e);
    } catch (NoSuchFileException e) {
      call.cancel("there is no such file", e);
      throw new ModynException(ErrorCategory.NOT_FOUND, "no such file: " + e.getFile(), e);
    } catch (IOException e) {
      call.cancel("cannot read the model", e);
      throw DurableFiles.cannotRead(file, e);
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      throw interrupted(e);
    }
  }

  /** Returns the checksum of the weights, as far as they were sent. */
  private static ByteString sendAll(
      BlockingClientCall<StoreModelRequest, StoreModelResponse> call,
      ModelHeader header,
      Path file,
      Optional<Path> samples)
      throws IOException, InterruptedException, StatusException {
    boolean open = call.write(StoreModelRequest.newBuilder().setHeader(header).build());
    MessageDigest weights = sha256();
    open =
        open && send(call, file, weights, chunk -> StoreModelRequest.newBuilder().setChunk(chunk));
    ByteString checksum = UnsafeByteOperations.unsafeWrap(weights.digest());
    open = open && call.write(StoreModelRequest.newBuilder().setChecksum(checksum).build());
    if (open && samples.isPresent()) {
      MessageDigest digest = sha256();
      if (send(
          call,
          samples.get(),
          digest,
          chunk -> StoreModelRequest.newBuilder().setSamplesChunk(chunk))) {
        call.write(
            StoreModelRequest.newBuilder()
                .setSamplesChecksum(UnsafeByteOperations.unsafeWrap(digest.digest()))
                .build());
      }
    }
    return checksum;
  }

  /** Sends a file in chunks; returns false if the server has ended the call. */
  private static boolean send(
      BlockingClientCall<StoreModelRequest, StoreModelResponse> call,
      Path file,
      MessageDigest digest,
      Function<ByteString, StoreModelRequest.Builder> ofChunk)
      throws IOException, InterruptedException, StatusException {
    boolean open = true;
    try (InputStream input = Files.newInputStream(file)) {
      byte[] chunk = input.readNBytes(CHUNK_BYTES);
      while (open && chunk.length > 0) {
        digest.update(chunk);
        open = call.write(ofChunk.apply(UnsafeByteOperations.unsafeWrap(chunk)).build());
        chunk = input.readNBytes(CHUNK_BYTES);
      }
    }
    return open;
  }

  /**
   * Loads a model and verifies its checksum.
   *
   * @param target the path to write the weights to, in the safetensors format; written atomically,
   *     replacing an existing file
   * @return the header that the model was stored with
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS when it is damaged; as
   *     {@link DurableFiles#cannotWrite}
   */
  public ModelHeader load(int modelId, Path target) {
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    BlockingClientCall<?, LoadModelResponse> call =
        stub.loadModel(LoadModelRequest.newBuilder().setModelId(modelId).build());
    try {
      try {
        ModelHeader header = receive(call, modelId, partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        return header;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (StatusException | StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE_NAME, e);
    } catch (IOException e) {
      call.cancel("cannot write the model", e);
      throw DurableFiles.cannotWrite(target, e);
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      throw interrupted(e);
    }
  }

  /**
   * Returns the id of the model that was stored with a request id.
   *
   * @param requestId must not be empty
   */
  public OptionalInt find(String requestId) {
    try {
      FindModelResponse response =
          stub.findModel(FindModelRequest.newBuilder().setRequestId(requestId).build());
      return response.hasModelId() ? OptionalInt.of(response.getModelId()) : OptionalInt.empty();
    } catch (StatusException | StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE_NAME, e);
    }
  }

  /** Returns all models of a pipeline, ordered by id; none if there is no such pipeline. */
  public List<ModelSummary> list(int pipelineId) {
    BlockingClientCall<?, ListModelsResponse> call =
        stub.listModels(ListModelsRequest.newBuilder().setPipelineId(pipelineId).build());
    try {
      List<ModelSummary> models = new ArrayList<>();
      for (ListModelsResponse part = call.read(); part != null; part = call.read()) {
        models.addAll(part.getModelsList());
      }
      return models;
    } catch (StatusException | StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE_NAME, e);
    } catch (InterruptedException e) {
      call.cancel("interrupted", e);
      throw interrupted(e);
    }
  }

  /**
   * Returns the description of a model, without its weights.
   *
   * @throws ModynException NOT_FOUND when there is no such model
   */
  public DescribeModelResponse describe(int modelId) {
    try {
      return stub.describeModel(DescribeModelRequest.newBuilder().setModelId(modelId).build());
    } catch (StatusException | StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE_NAME, e);
    }
  }

  private static ModelHeader receive(
      BlockingClientCall<?, LoadModelResponse> call, int modelId, Path target)
      throws IOException, InterruptedException, StatusException {
    MessageDigest digest = sha256();
    Optional<ModelHeader> header = Optional.empty();
    ByteString checksum = ByteString.EMPTY;
    try (OutputStream output = Files.newOutputStream(target)) {
      for (LoadModelResponse part = call.read(); part != null; part = call.read()) {
        switch (part.getPartCase()) {
          case HEADER -> header = Optional.of(part.getHeader());
          case CHUNK -> {
            digest.update(part.getChunk().asReadOnlyByteBuffer());
            part.getChunk().writeTo(output);
          }
          case CHECKSUM -> checksum = part.getChecksum();
          case PART_NOT_SET -> {
            call.cancel("an empty message", null);
            throw ModynException.internal(
                "the model storage sent an empty message for model %s", modelId);
          }
        }
      }
    }
    if (!checksum.equals(ByteString.copyFrom(digest.digest()))) {
      throw ModynException.dataLoss(
          "model %s was damaged or truncated in transfer from the model storage: its checksum does"
              + " not match",
          modelId);
    }
    return header.orElseThrow(
        () -> ModynException.internal("the model storage sent no header for model %s", modelId));
  }

  private static ModynException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new ModynException(
        ErrorCategory.CANCELLED, "interrupted while transferring a model", cause);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
