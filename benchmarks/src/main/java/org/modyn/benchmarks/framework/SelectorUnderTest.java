package org.modyn.benchmarks.framework;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;
import org.modyn.proto.selector.UnregisterPipelineRequest;

/** A selector as a separate process, and a client of it. */
public final class SelectorUnderTest implements AutoCloseable {
  private static final String NAME = "selector";

  /** One batch is sent while the previous one is written. */
  private static final int BATCHES_UNDER_WAY = 2;

  private final ServerUnderTest server;

  private SelectorUnderTest(ServerUnderTest server) {
    this.server = server;
  }

  /**
   * Starts the selector and a database of its own.
   *
   * @param directory for state and logs
   * @param jvmOptions of the selector
   */
  public static SelectorUnderTest start(Path directory, String... jvmOptions) throws IOException {
    return new SelectorUnderTest(
        ServerUnderTest.start(NAME, directory, SelectorUnderTest::configuration, jvmOptions));
  }

  /** As the other method, on a database that the caller closes after the selector. */
  public static SelectorUnderTest start(
      Path directory, DatabaseProcess database, String... jvmOptions) throws IOException {
    return new SelectorUnderTest(
        ServerUnderTest.start(
            NAME, directory, database, SelectorUnderTest::configuration, jvmOptions));
  }

  private static String configuration(String database) {
    return "selector: {port: 0}\nmetadata_database: %s".formatted(database);
  }

  public GrpcClient client() {
    return server.client();
  }

  private SelectorBlockingStub stub() {
    return SelectorGrpc.newBlockingStub(server.client().channel());
  }

  /**
   * @param strategy as JSON
   */
  public void register(int pipelineId, String strategy, int workers) {
    stub()
        .registerPipeline(
            RegisterPipelineRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setSelectionStrategy(JsonString.newBuilder().setValue(strategy))
                .setNumWorkers(workers)
                .build());
  }

  public void unregister(int pipelineId) {
    stub()
        .unregisterPipeline(
            UnregisterPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
  }

  /** Ingests all batches; they are durable when this method returns. */
  public void inform(Iterable<DataInformRequest> batches) {
    SelectorGrpc.SelectorFutureStub stub = SelectorGrpc.newFutureStub(server.client().channel());
    Queue<Future<?>> underWay = new ArrayDeque<>();
    for (DataInformRequest batch : batches) {
      if (underWay.size() == BATCHES_UNDER_WAY) {
        Measurement.await(underWay.remove());
      }
      underWay.add(stub.informData(batch));
    }
    underWay.forEach(Measurement::await);
  }

  /** Triggers on all ingested samples; returns the trigger's id. */
  public int trigger(int pipelineId) {
    return stub()
        .informDataAndTrigger(DataInformRequest.newBuilder().setPipelineId(pipelineId).build())
        .getTriggerId();
  }

  /** Returns the number of samples in a trigger's training set. */
  public long size(int pipelineId, int triggerId) {
    return stub()
        .getNumberOfSamples(
            GetNumberOfSamplesRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .build())
        .getNumSamples();
  }

  /**
   * Reads all keys and weights of a trigger's training set; each worker reads its shares.
   *
   * @throws ModynException INTERNAL when their number differs from {@code expected}
   */
  public void read(int pipelineId, int triggerId, int workers, long expected) {
    int partitions =
        stub()
            .getNumberOfPartitions(
                GetNumberOfPartitionsRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setTriggerId(triggerId)
                    .build())
            .getNumPartitions();
    List<CompletableFuture<Long>> counts =
        IntStream.range(0, workers)
            .mapToObj(worker -> new ShareReader(pipelineId, triggerId, partitions, worker).start())
            .toList();
    long read = counts.stream().mapToLong(CompletableFuture::join).sum();
    if (read != expected) {
      throw ModynException.internal("read %d instead of %d keys", read, expected);
    }
  }

  /** Reads a worker's shares of all partitions, one after the other. */
  private final class ShareReader implements StreamObserver<SamplesResponse> {
    private final int pipelineId;
    private final int triggerId;
    private final int partitions;
    private final int worker;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private int partition;
    private long count;

    ShareReader(int pipelineId, int triggerId, int partitions, int worker) {
      this.pipelineId = pipelineId;
      this.triggerId = triggerId;
      this.partitions = partitions;
      this.worker = worker;
    }

    CompletableFuture<Long> start() {
      if (partition == partitions) {
        done.complete(count);
        return done;
      }
      GetSamplesRequest request =
          GetSamplesRequest.newBuilder()
              .setPipelineId(pipelineId)
              .setTriggerId(triggerId)
              .setPartitionId(partition)
              .setWorkerId(worker)
              .build();
      SelectorGrpc.newStub(server.client().channel()).getSampleKeysAndWeights(request, this);
      return done;
    }

    @Override
    public void onNext(SamplesResponse message) {
      if (message.getTrainingSamplesWeightsCount() != message.getTrainingSamplesSubsetCount()) {
        throw ModynException.internal("a message has not a weight for every key");
      }
      count += message.getTrainingSamplesSubsetCount();
    }

    @Override
    public void onError(Throwable error) {
      done.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      partition++;
      start();
    }
  }

  /** Returns the memory of the selector without mapped files, in bytes. */
  public long memoryBytes() {
    return server.memoryBytes();
  }

  @Override
  public void close() {
    server.close();
  }
}
