package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.UnsafeByteOperations;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.modelstorage.store.OutgoingModel;
import org.modyn.proto.modelstorage.LoadModelResponse;

/** Streams a model: header, chunks, checksum. Holds one chunk at a time. */
final class ModelStream implements Iterator<LoadModelResponse>, AutoCloseable {
  private final OutgoingModel model;
  private State state = State.HEADER;

  private enum State {
    HEADER,
    CONTENT,
    END
  }

  ModelStream(OutgoingModel model) {
    this.model = requireNonNull(model, "model is null");
  }

  @Override
  public boolean hasNext() {
    return state != State.END;
  }

  @Override
  public LoadModelResponse next() {
    return switch (state) {
      case HEADER -> {
        state = State.CONTENT;
        yield LoadModelResponse.newBuilder()
            .setHeader(ModelMessages.header(model.model().description()))
            .build();
      }
      case CONTENT -> content();
      case END -> throw new NoSuchElementException();
    };
  }

  private LoadModelResponse content() {
    byte[] chunk = model.read(ModelStorageClient.CHUNK_BYTES);
    if (chunk.length > 0) {
      return LoadModelResponse.newBuilder()
          .setChunk(UnsafeByteOperations.unsafeWrap(chunk))
          .build();
    }
    state = State.END;
    return LoadModelResponse.newBuilder()
        .setChecksum(UnsafeByteOperations.unsafeWrap(model.model().checksum().bytes()))
        .build();
  }

  @Override
  public void close() {
    model.close();
  }
}
