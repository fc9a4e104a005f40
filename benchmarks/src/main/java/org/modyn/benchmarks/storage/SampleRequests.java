package org.modyn.benchmarks.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;

/** Requests for samples in a given order: over gRPC, and as a baseline from the files directly. */
final class SampleRequests {
  private static final long SHUFFLE_SEED = 1;

  private final String dataset;
  private final int[][] numbers;
  private final long[][] keys;
  private final int samples;

  /**
   * @param keys the keys of the samples, by index
   * @param order the indexes of the samples, in the order of the requests
   * @param samplesARequest the number of samples per request; the last one may have fewer
   */
  SampleRequests(String dataset, long[] keys, int[] order, int samplesARequest) {
    this(dataset, order, sample -> keys[sample], samplesARequest);
  }

  /** As the other constructor, with a function from the index of a sample to its key. */
  SampleRequests(String dataset, int[] order, IntToLongFunction key, int samplesARequest) {
    this.dataset = dataset;
    this.samples = order.length;
    int requests = Math.ceilDiv(order.length, samplesARequest);
    this.numbers = new int[requests][];
    this.keys = new long[requests][];
    for (int request = 0; request < requests; request++) {
      int start = request * samplesARequest;
      int end = Math.min(start + samplesARequest, order.length);
      numbers[request] = Arrays.copyOfRange(order, start, end);
      keys[request] = Arrays.stream(numbers[request]).mapToLong(key).toArray();
    }
  }

  /** Returns a fixed permutation of 0 to {@code size - 1}. */
  static int[] shuffled(int size) {
    int[] shuffled = new int[size];
    Arrays.setAll(shuffled, index -> index);
    Random random = new Random(SHUFFLE_SEED);
    for (int index = size - 1; index > 0; index--) {
      int other = random.nextInt(index + 1);
      int value = shuffled[index];
      shuffled[index] = shuffled[other];
      shuffled[other] = value;
    }
    return shuffled;
  }

  /** Returns the number of samples of all requests. */
  int samples() {
    return samples;
  }

  /**
   * Sends all requests; each stream sends its requests one after the other.
   *
   * @return the number of bytes received
   */
  long receive(SampleClient client, int streams) {
    long[] bytes = new long[numbers.length];
    inParallel(streams, request -> bytes[request] = receive(client, keys[request]));
    return Arrays.stream(bytes).sum();
  }

  /** Copies the same samples in the same order, with the same number of threads. */
  void copy(RecordFiles files, int threads) {
    try (Arena arena = Arena.ofShared()) {
      long targetBytes = (long) numbers[0].length * files.sampleSize();
      ThreadLocal<MemorySegment> target =
          ThreadLocal.withInitial(() -> arena.allocate(targetBytes));
      inParallel(threads, request -> files.copy(numbers[request], target.get()));
    }
  }

  private long receive(SampleClient client, long[] requested) {
    long received = 0;
    long bytes = 0;
    try (SampleStream stream = client.get(dataset, requested)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        received += batch.size();
        bytes += batch.bytes().byteSize();
        batch.close();
      }
    }
    if (received != requested.length) {
      throw ModynException.internal(
          "requested %d samples, but received %d", requested.length, received);
    }
    return bytes;
  }

  private void inParallel(int threads, IntConsumer action) {
    AtomicInteger next = new AtomicInteger();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                int request = next.getAndIncrement();
                while (request < numbers.length) {
                  action.accept(request);
                  request = next.getAndIncrement();
                }
              },
              null);
      tasks.add(task);
      Thread.ofPlatform().name("stream-" + thread).start(task);
    }
    for (FutureTask<Void> task : tasks) {
      Measurement.await(task);
    }
  }
}
