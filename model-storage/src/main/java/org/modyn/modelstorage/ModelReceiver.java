package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.store.IncomingModel;
import org.modyn.modelstorage.store.ModelStore;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;

/**
 * Receives one model: header, chunks, checksum, in this order, then, if its training recorded them,
 * the chunks and the checksum of its trained samples. The model is stored when the stream ends
 * after a checksum. If the stream ends in any other way, nothing is kept.
 */
final class ModelReceiver implements StreamObserver<StoreModelRequest> {
  private final ModelStore models;
  private final ModelStorageMetrics metrics;
  private final StreamObserver<StoreModelResponse> observer;
  private Optional<IncomingModel> model = Optional.empty();
  private Optional<Sha256> checksum = Optional.empty();
  private boolean samplesReceived;
  private boolean ended;

  ModelReceiver(
      ModelStore models, ModelStorageMetrics metrics, StreamObserver<StoreModelResponse> observer) {
    this.models = requireNonNull(models, "models is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.observer = requireNonNull(observer, "observer is null");
  }

  @Override
  public void onNext(StoreModelRequest request) {
    if (ended) {
      return;
    }
    endOnError(
        () -> {
          switch (request.getPartCase()) {
            case HEADER -> begin(request.getHeader());
            case CHUNK -> write(request.getChunk());
            case CHECKSUM -> finish(request.getChecksum());
            case SAMPLES_CHUNK -> writeSamples(request.getSamplesChunk());
            case SAMPLES_CHECKSUM -> finishSamples(request.getSamplesChecksum());
            case PART_NOT_SET ->
                throw ModynException.invalidArgument(
                    "a message of the stream is empty, but must have a header, a chunk or a"
                        + " checksum");
          }
        });
  }

  private void begin(ModelHeader header) {
    if (model.isPresent()) {
      throw ModynException.invalidArgument("header: the stream already has a header");
    }
    model = Optional.of(models.receive(ModelMessages.description(header)));
  }

  private void write(ByteString chunk) {
    IncomingModel incoming = requireBegun("chunk");
    requireSize("chunk", chunk);
    incoming.write(chunk.asReadOnlyByteBuffer());
  }

  private static void requireSize(String part, ByteString chunk) {
    if (chunk.size() > ModelStorageClient.CHUNK_BYTES) {
      throw ModynException.invalidArgument(
          "%s: has %s bytes, but at most %s are allowed",
          part, chunk.size(), ModelStorageClient.CHUNK_BYTES);
    }
  }

  private void finish(ByteString expected) {
    checksum = Optional.of(requireBegun("checksum").finish(new Sha256(expected.toByteArray())));
  }

  private void writeSamples(ByteString chunk) {
    requireSamplesMissing("samples_chunk");
    requireSize("samples_chunk", chunk);
    model.orElseThrow().writeSamples(chunk.asReadOnlyByteBuffer());
  }

  private void finishSamples(ByteString expected) {
    requireSamplesMissing("samples_checksum");
    model.orElseThrow().finishSamples(new Sha256(expected.toByteArray()));
    samplesReceived = true;
  }

  private void requireSamplesMissing(String part) {
    if (checksum.isEmpty()) {
      throw ModynException.invalidArgument("%s: must follow the checksum of the model", part);
    }
    if (samplesReceived) {
      throw ModynException.invalidArgument("%s: nothing may follow the samples_checksum", part);
    }
  }

  private IncomingModel requireBegun(String part) {
    if (checksum.isPresent()) {
      throw ModynException.invalidArgument("%s: nothing may follow the checksum", part);
    }
    return model.orElseThrow(
        () -> ModynException.invalidArgument("%s: the first message must be the header", part));
  }

  @Override
  public void onCompleted() {
    if (ended) {
      return;
    }
    endOnError(
        () -> {
          if (checksum.isEmpty() || !model.orElseThrow().isComplete()) {
            throw ModynException.invalidArgument(
                "the stream ended without a checksum, which must be the last message");
          }
          int modelId = models.store(model.orElseThrow(), checksum.get());
          metrics.stored(model.orElseThrow().size());
          end();
          observer.onNext(StoreModelResponse.newBuilder().setModelId(modelId).build());
          observer.onCompleted();
        });
  }

  /** The client disconnected or cancelled the call. */
  @Override
  public void onError(Throwable cause) {
    end();
  }

  private void endOnError(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      try {
        end();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      model.ifPresent(IncomingModel::close);
    }
  }
}
