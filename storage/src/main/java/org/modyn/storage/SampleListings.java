package org.modyn.storage;

import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDeletedKeysResponse;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.storage.dataset.KeyRanges;
import org.modyn.storage.dataset.SampleScan;

/** The messages of streamed listings of samples and keys. Each message is created on request. */
final class SampleListings {
  /** A key, a timestamp and a label take at most 30 bytes: a message stays below 3 MiB. */
  private static final int MAXIMUM_LISTED_SAMPLES = 100_000;

  /** A range takes at most 20 bytes: a message stays below 3 MiB. */
  private static final int MAXIMUM_LISTED_RANGES = 100_000;

  /** A key takes at most 10 bytes: a worker's share is one message if it is smaller than 3 MiB. */
  private static final int MAXIMUM_SHARED_KEYS = 300_000;

  private final int samplesPerMessage;

  /**
   * @param samplesPerMessage the number of samples in a message, unless the message would exceed
   *     the limit of the transport
   */
  SampleListings(int samplesPerMessage) {
    this.samplesPerMessage = Math.min(samplesPerMessage, MAXIMUM_LISTED_SAMPLES);
  }

  Iterator<GetNewDataSinceResponse> newData(SampleScan scan) {
    return messages(
        scan,
        samples -> {
          GetNewDataSinceResponse.Builder message = GetNewDataSinceResponse.newBuilder();
          samples.next(
              samplesPerMessage,
              (key, timestamp, label) ->
                  message.addKeys(key).addTimestamps(timestamp).addLabels(label));
          return message.build();
        });
  }

  Iterator<GetDataInIntervalResponse> interval(SampleScan scan) {
    return messages(
        scan,
        samples -> {
          GetDataInIntervalResponse.Builder message = GetDataInIntervalResponse.newBuilder();
          samples.next(
              samplesPerMessage,
              (key, timestamp, label) ->
                  message.addKeys(key).addTimestamps(timestamp).addLabels(label));
          return message.build();
        });
  }

  Iterator<GetDataPerWorkerResponse> share(SampleScan scan) {
    return messages(
        scan,
        samples -> {
          GetDataPerWorkerResponse.Builder message = GetDataPerWorkerResponse.newBuilder();
          samples.next(MAXIMUM_SHARED_KEYS, (key, timestamp, label) -> message.addKeys(key));
          return message.build();
        });
  }

  static Iterator<GetDeletedKeysResponse> deletedKeys(KeyRanges deleted) {
    return IntStream.iterate(0, from -> from < deleted.size(), from -> from + MAXIMUM_LISTED_RANGES)
        .mapToObj(from -> deletedKeys(deleted, from))
        .iterator();
  }

  private static GetDeletedKeysResponse deletedKeys(KeyRanges deleted, int from) {
    GetDeletedKeysResponse.Builder message = GetDeletedKeysResponse.newBuilder();
    int to = Math.min(deleted.size(), from + MAXIMUM_LISTED_RANGES);
    for (int range = from; range < to; range++) {
      message.addFirstKeys(deleted.firstKey(range)).addLastKeys(deleted.lastKey(range));
    }
    return message.build();
  }

  private static <T> Iterator<T> messages(SampleScan scan, Function<SampleScan, T> nextMessage) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return scan.hasNext();
      }

      @Override
      public T next() {
        return nextMessage.apply(scan);
      }
    };
  }
}
