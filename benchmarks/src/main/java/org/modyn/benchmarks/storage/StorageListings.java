package org.modyn.benchmarks.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Iterator;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;

/**
 * Listings of all keys of a dataset, against writing and reading the same messages in one process.
 */
final class StorageListings {
  private static final String UNIT = "keys/s";
  private static final int KEYS_A_MESSAGE = 10_000;
  private static final int WORKERS = 4;
  private static final long TIMESTAMP = 1_368_403_200L;

  private final StorageUnderTest storage;
  private final String dataset;
  private final long[] keys;

  StorageListings(StorageUnderTest storage, String dataset, long[] keys) {
    this.storage = storage;
    this.dataset = dataset;
    this.keys = keys;
  }

  Measurement newDataSince(String name, int repetitions) {
    return Measurement.of(
        name,
        UNIT,
        repetitions,
        () -> Measurement.perSecond(keys.length, this::receiveNewData),
        () -> Measurement.perSecond(keys.length, () -> inMessages(this::passNewData)));
  }

  Measurement dataPerWorker(String name, int repetitions) {
    return Measurement.of(
        name,
        UNIT,
        repetitions,
        () -> Measurement.perSecond(keys.length, this::receiveShares),
        () -> Measurement.perSecond(keys.length, () -> inMessages(this::passShare)));
  }

  private void receiveNewData() {
    Iterator<GetNewDataSinceResponse> messages =
        storage
            .stub()
            .getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(dataset).build());
    long received = 0;
    while (messages.hasNext()) {
      received += messages.next().getKeysCount();
    }
    requireAll(received);
  }

  private void receiveShares() {
    long received = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
      Iterator<GetDataPerWorkerResponse> messages =
          storage
              .stub()
              .getDataPerWorker(
                  GetDataPerWorkerRequest.newBuilder()
                      .setDatasetId(dataset)
                      .setWorkerId(worker)
                      .setTotalWorkers(WORKERS)
                      .build());
      while (messages.hasNext()) {
        received += messages.next().getKeysCount();
      }
    }
    requireAll(received);
  }

  private void requireAll(long received) {
    if (received != keys.length) {
      throw ModynException.internal("there are %d keys, but %d came", keys.length, received);
    }
  }

  private interface Message {
    /** Writes and reads the message with the keys {@code start} to {@code end}. */
    int pass(int start, int end) throws InvalidProtocolBufferException;
  }

  private void inMessages(Message message) {
    long passed = 0;
    try {
      for (int start = 0; start < keys.length; start += KEYS_A_MESSAGE) {
        passed += message.pass(start, Math.min(start + KEYS_A_MESSAGE, keys.length));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the generated code cannot read what it wrote", e);
    }
    requireAll(passed);
  }

  private int passNewData(int start, int end) throws InvalidProtocolBufferException {
    GetNewDataSinceResponse.Builder message = GetNewDataSinceResponse.newBuilder();
    for (int index = start; index < end; index++) {
      message.addKeys(keys[index]).addTimestamps(TIMESTAMP).addLabels(index & 1);
    }
    ByteString bytes = message.build().toByteString();
    return GetNewDataSinceResponse.parseFrom(bytes).getKeysCount();
  }

  private int passShare(int start, int end) throws InvalidProtocolBufferException {
    GetDataPerWorkerResponse.Builder message = GetDataPerWorkerResponse.newBuilder();
    for (int index = start; index < end; index++) {
      message.addKeys(keys[index]);
    }
    ByteString bytes = message.build().toByteString();
    return GetDataPerWorkerResponse.parseFrom(bytes).getKeysCount();
  }
}
