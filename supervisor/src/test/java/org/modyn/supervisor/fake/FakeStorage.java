package org.modyn.supervisor.fake;

import static java.util.Comparator.comparingLong;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.WatchIngestPositionRequest;

/** Datasets in memory; messages and pages have at most four samples. */
public final class FakeStorage extends StorageGrpc.StorageImplBase {
  private static final int SAMPLES_PER_MESSAGE = 4;

  private static final Comparator<Sample> IN_TIME =
      comparingLong(Sample::timestamp).thenComparingLong(Sample::key);

  private final Map<String, List<Sample>> datasets = new ConcurrentHashMap<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  /** A sample of a dataset. */
  public record Sample(long key, long timestamp, long label) {}

  /** Adds samples with the given timestamps; keys count from 1, a label is ten times its key. */
  public void add(String datasetId, long... timestamps) {
    List<Sample> samples = datasets.computeIfAbsent(datasetId, key -> new CopyOnWriteArrayList<>());
    List<Sample> added = new ArrayList<>();
    for (long timestamp : timestamps) {
      long key = samples.size() + added.size() + 1L;
      added.add(new Sample(key, timestamp, key * 10));
    }
    samples.addAll(added);
    watches.forEach(watch -> watch.send(position(watch.datasetId())));
  }

  /** A client that follows the ingest position. */
  private record Watch(
      String datasetId, long known, StreamObserver<GetIngestPositionResponse> observer) {
    synchronized void send(long position) {
      if (position > known) {
        observer.onNext(GetIngestPositionResponse.newBuilder().setPosition(position).build());
      }
    }
  }

  private long position(String datasetId) {
    return samples(datasetId).size() + 1L;
  }

  private List<Sample> samples(String datasetId) {
    List<Sample> samples = datasets.get(datasetId);
    if (samples == null) {
      throw ModynException.notFound("no dataset '%s'", datasetId);
    }
    return samples;
  }

  /** How many samples have a timestamp from {@code start}, inclusive, to {@code end}, exclusive. */
  public long count(String datasetId, long start, long end) {
    return datasets.get(datasetId).stream()
        .filter(sample -> sample.timestamp() >= start && sample.timestamp() < end)
        .count();
  }

  @Override
  public void checkAvailability(
      DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
    observer.onNext(
        DatasetAvailableResponse.newBuilder()
            .setAvailable(datasets.containsKey(request.getDatasetId()))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getIngestPosition(
      GetIngestPositionRequest request, StreamObserver<GetIngestPositionResponse> observer) {
    long next = position(request.getDatasetId());
    observer.onNext(GetIngestPositionResponse.newBuilder().setPosition(next).build());
    observer.onCompleted();
  }

  @Override
  public void watchIngestPosition(
      WatchIngestPositionRequest request, StreamObserver<GetIngestPositionResponse> observer) {
    checkPosition(request.getDatasetId(), request.getPosition());
    Watch watch = new Watch(request.getDatasetId(), request.getPosition(), observer);
    ((ServerCallStreamObserver<GetIngestPositionResponse>) observer)
        .setOnCancelHandler(() -> watches.remove(watch));
    watches.add(watch);
    watch.send(position(request.getDatasetId()));
  }

  @Override
  public void getDataPage(
      GetDataPageRequest request, StreamObserver<GetDataPageResponse> observer) {
    List<Sample> all = List.copyOf(samples(request.getDatasetId()));
    boolean isInTime = !request.hasPosition();
    if (!isInTime) {
      checkPosition(request.getDatasetId(), request.getPosition());
    }
    List<Sample> found =
        all.stream()
            .filter(sample -> isAfterStart(sample, request))
            .filter(
                sample ->
                    !request.hasLastTimestamp() || sample.timestamp() <= request.getLastTimestamp())
            .sorted(isInTime ? IN_TIME : comparingLong(Sample::key))
            .toList();
    int limit =
        request.getLimit() == 0
            ? SAMPLES_PER_MESSAGE
            : Math.min(request.getLimit(), SAMPLES_PER_MESSAGE);
    GetDataPageResponse.Builder page = GetDataPageResponse.newBuilder();
    for (Sample sample : found.subList(0, Math.min(limit, found.size()))) {
      page.addKeys(sample.key()).addTimestamps(sample.timestamp()).addLabels(sample.label());
    }
    boolean atEnd = found.size() <= limit;
    observer.onNext(
        page.setAtEnd(atEnd)
            .setNextPosition(isInTime || atEnd ? all.size() + 1L : page.getKeys(limit - 1) + 1)
            .build());
    observer.onCompleted();
  }

  private static boolean isAfterStart(Sample sample, GetDataPageRequest request) {
    return switch (request.getStartCase()) {
      case FIRST_TIMESTAMP -> sample.timestamp() >= request.getFirstTimestamp();
      case AFTER_SAMPLE ->
          IN_TIME.compare(
                  sample,
                  new Sample(
                      request.getAfterSample().getKey(),
                      request.getAfterSample().getTimestamp(),
                      0))
              > 0;
      case POSITION -> sample.key() >= request.getPosition();
      case START_NOT_SET -> throw ModynException.invalidArgument("no start");
    };
  }

  private void checkPosition(String datasetId, long position) {
    if (position > position(datasetId)) {
      throw ModynException.failedPrecondition(
          "position is %d, the ingest position %d", position, position(datasetId));
    }
  }

  @Override
  public void getDatasetSize(
      GetDatasetSizeRequest request, StreamObserver<GetDatasetSizeResponse> observer) {
    long end = request.hasEndTimestamp() ? request.getEndTimestamp() : Long.MAX_VALUE;
    observer.onNext(
        GetDatasetSizeResponse.newBuilder()
            .setSuccess(true)
            .setNumKeys(count(request.getDatasetId(), request.getStartTimestamp(), end))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getNewDataSince(
      GetNewDataSinceRequest request, StreamObserver<GetNewDataSinceResponse> observer) {
    for (List<Sample> message :
        messages(request.getDatasetId(), request.getTimestamp(), Long.MAX_VALUE)) {
      GetNewDataSinceResponse.Builder response = GetNewDataSinceResponse.newBuilder();
      for (Sample sample : message) {
        response.addKeys(sample.key()).addTimestamps(sample.timestamp()).addLabels(sample.label());
      }
      observer.onNext(response.build());
    }
    observer.onCompleted();
  }

  @Override
  public void getDataInInterval(
      GetDataInIntervalRequest request, StreamObserver<GetDataInIntervalResponse> observer) {
    for (List<Sample> message :
        messages(request.getDatasetId(), request.getStartTimestamp(), request.getEndTimestamp())) {
      GetDataInIntervalResponse.Builder response = GetDataInIntervalResponse.newBuilder();
      for (Sample sample : message) {
        response.addKeys(sample.key()).addTimestamps(sample.timestamp()).addLabels(sample.label());
      }
      observer.onNext(response.build());
    }
    observer.onCompleted();
  }

  private List<List<Sample>> messages(String datasetId, long start, long end) {
    List<Sample> found =
        samples(datasetId).stream()
            .filter(sample -> sample.timestamp() >= start && sample.timestamp() <= end)
            .toList();
    return messages(found);
  }

  private static List<List<Sample>> messages(List<Sample> found) {
    List<List<Sample>> messages = new ArrayList<>();
    for (int from = 0; from < found.size(); from += SAMPLES_PER_MESSAGE) {
      messages.add(found.subList(from, Math.min(from + SAMPLES_PER_MESSAGE, found.size())));
    }
    return messages;
  }
}
