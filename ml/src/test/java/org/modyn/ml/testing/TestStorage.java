package org.modyn.ml.testing;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.LocateSamplesResponse;
import org.modyn.proto.storage.SampleFormat;
import org.modyn.proto.storage.SampleLocation;
import org.modyn.proto.storage.StorageGrpc;

/**
 * A storage server with one dataset, in which every key is a sample whose timestamp is the key
 * divided by 10. It answers in random order.
 */
public final class TestStorage extends StorageGrpc.StorageImplBase {
  public static final String DATASET = "numbers";

  /** Where all samples are. */
  public static final String FILE = "/data/numbers.bin";

  /** Keys of one second. */
  public static final int KEYS_PER_SECOND = 10;

  /** What the samples are. */
  public interface Samples {
    byte[] bytes(long key);

    long label(long key);

    /** By default that of records. */
    default SampleFormat format() {
      return SampleFormat.newBuilder().setFileWrapperType("BinaryFileWrapper").build();
    }
  }

  private final int numberOfKeys;
  private final int samplesPerMessage;
  private final Samples samples;
  private final Random random = new Random(7);
  private final AtomicLong samplesSent = new AtomicLong();
  private final AtomicInteger messagesUntilBreak = new AtomicInteger(Integer.MAX_VALUE);
  private volatile long lostKey = -1;
  private volatile LongPredicate deleted = key -> false;
  private volatile LongPredicate unreadable = key -> false;

  /** Keys 0 to {@code numberOfKeys} - 1. */
  public TestStorage(int numberOfKeys, int samplesPerMessage, Samples samples) {
    this.numberOfKeys = numberOfKeys;
    this.samplesPerMessage = samplesPerMessage;
    this.samples = samples;
  }

  /** Samples sent to whoever asked. */
  public long samplesSent() {
    return samplesSent.get();
  }

  /** Ends one answer with UNAVAILABLE, after so many messages. */
  public void breakAfterMessages(int messages) {
    messagesUntilBreak.set(messages);
  }

  /** Leaves out a sample in all answers. */
  public void lose(long key) {
    lostKey = key;
  }

  /** Says which samples are deleted. */
  public void delete(LongPredicate keys) {
    deleted = keys;
  }

  /** Says which samples cannot be read. */
  public void damage(LongPredicate keys) {
    unreadable = keys;
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    List<Long> keys = new ArrayList<>(request.getKeysList());
    keys.removeIf(key -> key == lostKey);
    if (keys.stream().anyMatch(deleted::test) && !request.getSkipDeleted()) {
      throw ModynException.notFound("a sample is deleted");
    }
    if (keys.stream().anyMatch(unreadable::test) && !request.getSkipUnreadable()) {
      throw ModynException.dataLoss("a file changed");
    }
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
            if (messagesUntilBreak.getAndDecrement() == 0) {
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
      if (deleted.test(key)) {
        message.addDeletedKeys(key);
        continue;
      }
      if (unreadable.test(key)) {
        message.addUnreadableKeys(key);
        continue;
      }
      message
          .addSamples(ByteString.copyFrom(samples.bytes(key)))
          .addKeys(key)
          .addLabels(samples.label(key));
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

  @Override
  public void locateSamples(
      LocateSamplesRequest request, StreamObserver<LocateSamplesResponse> observer) {
    LocateSamplesResponse.Builder response = LocateSamplesResponse.newBuilder();
    for (long key : request.getKeysList()) {
      response.addSamples(SampleLocation.newBuilder().setKey(key).setPath(FILE).setIndex(key));
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void getSampleFormat(
      DatasetAvailableRequest request, StreamObserver<SampleFormat> observer) {
    Streams.send(observer, samples.format());
  }

  /** Those with a timestamp in [start, end). */
  public long[] keys(long start, long end) {
    return LongStream.range(0, numberOfKeys)
        .filter(key -> key / KEYS_PER_SECOND >= start && key / KEYS_PER_SECOND < end)
        .toArray();
  }
}
