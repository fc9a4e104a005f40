package org.modyn.supervisor.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.SampleInTime;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.WatchIngestPositionRequest;
import org.modyn.supervisor.data.NewSamples;

/** The client of the storage. */
public final class StorageClient {
  private static final Duration INGEST_POLL_INTERVAL = Duration.ofSeconds(2);

  private final RemoteService service;
  private final Optional<Duration> patience;

  StorageClient(RemoteService service) {
    this(service, Optional.empty());
  }

  private StorageClient(RemoteService service, Optional<Duration> patience) {
    this.service = service;
    this.patience = patience;
  }

  /** Returns a client whose calls wait for a storage that cannot be reached for another time. */
  public StorageClient withPatience(Duration newPatience) {
    return new StorageClient(service, Optional.of(newPatience));
  }

  public boolean isAvailable(String datasetId) {
    DatasetAvailableRequest request =
        DatasetAvailableRequest.newBuilder().setDatasetId(datasetId).build();
    return service.call(() -> stub().checkAvailability(request).getAvailable());
  }

  /** Returns the ingest position of the next sample that the storage will ingest into a dataset. */
  public long ingestPosition(String datasetId) {
    GetIngestPositionRequest request =
        GetIngestPositionRequest.newBuilder().setDatasetId(datasetId).build();
    return service.call(() -> stub().getIngestPosition(request).getPosition());
  }

  /**
   * Returns samples. A client that starts each page after the last sample of the page before, or at
   * its next position, receives every sample once, also across restarts of either side.
   *
   * @param lastTimestamp seconds since 1970, inclusive; empty means no limit; must be empty for a
   *     page from an ingest position
   * @param limit the maximum number of samples; the storage returns at most 200,000
   * @throws ModynException UNAVAILABLE when the storage cannot be reached; NOT_FOUND when it has no
   *     such dataset; FAILED_PRECONDITION for a position that the dataset has not reached
   */
  public Page page(String datasetId, PageStart start, Optional<Long> lastTimestamp, int limit) {
    GetDataPageRequest.Builder request =
        GetDataPageRequest.newBuilder().setDatasetId(datasetId).setLimit(limit);
    switch (start) {
      case PageStart.FromTime(long firstTimestamp) -> request.setFirstTimestamp(firstTimestamp);
      case PageStart.AfterSample(long timestamp, long key) ->
          request.setAfterSample(
              SampleInTime.newBuilder().setTimestamp(timestamp).setKey(key).build());
      case PageStart.FromPosition(long position) -> request.setPosition(position);
    }
    lastTimestamp.ifPresent(request::setLastTimestamp);
    GetDataPageResponse page = service.call(() -> stub().getDataPage(request.build()));
    return new Page(
        NewSamples.of(
            toArray(page.getKeysCount(), page::getKeys),
            toArray(page.getTimestampsCount(), page::getTimestamps),
            toArray(page.getLabelsCount(), page::getLabels)),
        page.getNextPosition(),
        page.getAtEnd());
  }

  /**
   * Waits until a dataset's ingest position is greater than {@code position}, and returns it; when
   * that has not happened within {@code timeout}, returns the position as it is then known. The
   * storage reports the growth; one that cannot is asked every two seconds.
   *
   * @throws ModynException UNAVAILABLE when the storage cannot be reached; NOT_FOUND when it has no
   *     such dataset; FAILED_PRECONDITION for a position that the dataset has not reached;
   *     CANCELLED when the thread is interrupted
   */
  public long awaitIngest(String datasetId, long position, Duration timeout) {
    CancellableContext context = Context.current().withCancellation();
    Context caller = context.attach();
    try {
      return service.call(() -> firstGrowth(datasetId, position, timeout));
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.UNIMPLEMENTED) {
        throw e;
      }
    } finally {
      context.detach(caller);
      context.cancel(null);
    }
    return pollIngest(datasetId, position, timeout);
  }

  private long firstGrowth(String datasetId, long position, Duration timeout) {
    Iterator<GetIngestPositionResponse> positions =
        stub()
            .withDeadlineAfter(timeout.toNanos(), NANOSECONDS)
            .watchIngestPosition(
                WatchIngestPositionRequest.newBuilder()
                    .setDatasetId(datasetId)
                    .setPosition(position)
                    .build());
    try {
      if (positions.hasNext()) {
        return positions.next().getPosition();
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        throw e;
      }
    }
    // the deadline also ends the wait for a storage that is away: this call does not have it
    return ingestPosition(datasetId);
  }

  private long pollIngest(String datasetId, long position, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long current = ingestPosition(datasetId);
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (current > position || !left.isPositive()) {
        return current;
      }
      Duration pause = left.compareTo(INGEST_POLL_INTERVAL) < 0 ? left : INGEST_POLL_INTERVAL;
      Interruptible.sleep(pause, "waiting for samples");
    }
  }

  /**
   * Returns the number of samples in an interval.
   *
   * @param start seconds since 1970, inclusive
   * @param end seconds since 1970, inclusive; empty means no limit
   */
  public long size(String datasetId, long start, Optional<Long> end) {
    GetDatasetSizeRequest.Builder request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(datasetId).setStartTimestamp(start);
    end.ifPresent(last -> request.setEndTimestamp(last + 1));
    return service.call(() -> stub().getDatasetSize(request.build()).getNumKeys());
  }

  private static long[] toArray(int size, IntToLongFunction values) {
    long[] array = new long[size];
    for (int index = 0; index < size; index++) {
      array[index] = values.applyAsLong(index);
    }
    return array;
  }

  private StorageGrpc.StorageBlockingStub stub() {
    StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(service.channel());
    return patience.map(limit -> stub.withOption(GrpcClient.PATIENCE, limit)).orElse(stub);
  }
}
