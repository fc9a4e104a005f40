package org.modyn.selector.deleted;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.stream.LongStream;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.GetDeletedKeysRequest;
import org.modyn.proto.storage.GetDeletedKeysResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Asks a storage server. Safe for concurrent use. */
public final class StorageDeletedKeys implements DeletedKeysSource {
  private final StorageGrpc.StorageBlockingStub storage;

  /**
   * @param storageChannel stays the caller's
   */
  public StorageDeletedKeys(Channel storageChannel) {
    this.storage =
        StorageGrpc.newBlockingStub(requireNonNull(storageChannel, "storageChannel is null"));
  }

  @Override
  public DeletedKeys of(String datasetId) {
    LongStream.Builder firstKeys = LongStream.builder();
    LongStream.Builder lastKeys = LongStream.builder();
    try {
      Iterator<GetDeletedKeysResponse> messages =
          storage.getDeletedKeys(
              GetDeletedKeysRequest.newBuilder().setDatasetId(datasetId).build());
      while (messages.hasNext()) {
        GetDeletedKeysResponse message = messages.next();
        message.getFirstKeysList().forEach(firstKeys::add);
        message.getLastKeysList().forEach(lastKeys::add);
      }
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("storage", e);
    }
    return new DeletedKeys(firstKeys.build().toArray(), lastKeys.build().toArray());
  }
}
