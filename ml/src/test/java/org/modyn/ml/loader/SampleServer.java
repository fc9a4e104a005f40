package org.modyn.ml.loader;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.modyn.common.grpc.Streams;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * A storage server in which every key is a sample: eight bytes that are the key, the label is the
 * key modulo 7, and the timestamp is the key divided by 10. It answers in random order.
 */
final class SampleServer extends StorageGrpc.StorageImplBase {
  static final String DATASET = "numbers";

  private final int numberOfKeys;
  private final int samplesPerMessage;
  private final Random random = new Random(7);
  final AtomicLong samplesSent = new AtomicLong();
  final AtomicInteger breakAfterMessages = new AtomicInteger(Integer.MAX_VALUE);
  volatile long lostKey = -1;

  /** Keys 0 to {@code numberOfKeys} - 1. */
  SampleServer(int numberOfKeys, int samplesPerMessage) {
    this.numberOfKeys = numberOfKeys;
    this.samplesPerMessage = samplesPerMessage;
  }

  static long label(long key) {
    return key % 7;
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    List<Long> keys = new ArrayList<>(request.getKeysList());
    keys.removeIf(key -> key == lostKey);
    synchronized (random) {
      Collections.shuffle(keys, random);
    }
    Iterator<GetResponse> messages =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < keys.size();
          }

          @Override
          public GetResponse next() {
            if (breakAfterMessages.getAndDecrement() == 0) {
              throw Status.UNAVAILABLE.withDescription("going away").asRuntimeException();
            }
            int end = Math.min(keys.size(), next + samplesPerMessage);
            GetResponse message = message(keys.subList(next, end));
            next = end;
            return message;
          }
        };
    Streams.sendAll(observer, messages);
  }

  private GetResponse message(List<Long> keys) {
    GetResponse.Builder message = GetResponse.newBuilder();
    for (long key : keys) {
      ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, key);
      message.addSamples(ByteString.copyFrom(bytes)).addKeys(key).addLabels(label(key));
    }
    samplesSent.addAndGet(keys.size());
    return message.build();
  }

  @Override
  public void getDatasetSize(
      GetDatasetSizeRequest request, StreamObserver<GetDatasetSizeResponse> observer) {
    boolean known = request.getDatasetId().equals(DATASET);
    long size =
        keys(
                request.hasStartTimestamp() ? request.getStartTimestamp() : Long.MIN_VALUE,
                request.hasEndTimestamp() ? request.getEndTimestamp() : Long.MAX_VALUE)
            .length;
    observer.onNext(
        GetDatasetSizeResponse.newBuilder().setSuccess(known).setNumKeys(known ? size : 0).build());
    observer.onCompleted();
  }

  @Override
  public void getDataPerWorker(
      GetDataPerWorkerRequest request, StreamObserver<GetDataPerWorkerResponse> observer) {
    long[] keys =
        keys(
            request.hasStartTimestamp() ? request.getStartTimestamp() : Long.MIN_VALUE,
            request.hasEndTimestamp() ? request.getEndTimestamp() : Long.MAX_VALUE);
    int share = keys.length / request.getTotalWorkers();
    int remainder = keys.length % request.getTotalWorkers();
    int worker = request.getWorkerId();
    int start = worker * share + Math.min(worker, remainder);
    int end = start + share + (worker < remainder ? 1 : 0);
    for (int from = start; from < end; from += 3) {
      GetDataPerWorkerResponse.Builder message = GetDataPerWorkerResponse.newBuilder();
      for (int i = from; i < Math.min(end, from + 3); i++) {
        message.addKeys(keys[i]);
      }
      observer.onNext(message.build());
    }
    observer.onCompleted();
  }

  /** Those with a timestamp in [start, end). */
  long[] keys(long start, long end) {
    return LongStream.range(0, numberOfKeys)
        .filter(key -> key / 10 >= start && key / 10 < end)
        .toArray();
  }
}
