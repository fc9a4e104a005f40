package org.modyn.supervisor.fake;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.GetDataFromPositionRequest;
import org.modyn.proto.storage.GetDataFromPositionResponse;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Datasets in memory; answers have at most four samples a message. */
public final class FakeStorage extends StorageGrpc.StorageImplBase {
  private static final int SAMPLES_PER_MESSAGE = 4;

  private final Map<String, List<Sample>> datasets = new ConcurrentHashMap<>();

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
    long next = datasets.get(request.getDatasetId()).size() + 1L;
    observer.onNext(GetIngestPositionResponse.newBuilder().setPosition(next).build());
    observer.onCompleted();
  }

  @Override
  public void getDataFromPosition(
      GetDataFromPositionRequest request, StreamObserver<GetDataFromPositionResponse> observer) {
    List<Sample> samples = datasets.get(request.getDatasetId());
    List<Sample> found =
        List.copyOf(samples.subList((int) request.getPosition() - 1, samples.size()));
    for (List<Sample> message : messages(found)) {
      GetDataFromPositionResponse.Builder response =
          GetDataFromPositionResponse.newBuilder().setNextPosition(message.getLast().key() + 1);
      for (Sample sample : message) {
        response.addKeys(sample.key()).addTimestamps(sample.timestamp()).addLabels(sample.label());
      }
      observer.onNext(response.build());
    }
    observer.onCompleted();
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
    if (!datasets.containsKey(datasetId)) {
      throw ModynException.notFound("no dataset '%s'", datasetId);
    }
    List<Sample> found =
        datasets.get(datasetId).stream()
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
