package org.modyn.storage;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.common.sample.SampleProducer;
import org.modyn.common.sample.SampleRequest;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.DeleteDatasetResponse;
import org.modyn.proto.storage.GetCurrentTimestampRequest;
import org.modyn.proto.storage.GetCurrentTimestampResponse;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.GetDeletedKeysRequest;
import org.modyn.proto.storage.GetDeletedKeysResponse;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.ListDatasetsRequest;
import org.modyn.proto.storage.ListDatasetsResponse;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.LocateSamplesResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.RescanDatasetRequest;
import org.modyn.proto.storage.RescanDatasetResponse;
import org.modyn.proto.storage.SampleFormat;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.WatchIngestPositionRequest;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.Interval;
import org.modyn.storage.dataset.KeyRanges;
import org.modyn.storage.dataset.SampleScan;
import org.modyn.storage.deletion.DeletionResult;
import org.modyn.storage.deletion.Deletions;
import org.modyn.storage.deletion.Rescans;
import org.modyn.storage.deletion.Rescans.Rescan;
import org.modyn.storage.ingest.IngestCoordinator;
import org.modyn.storage.read.OpenFiles;
import org.modyn.storage.read.SampleFormats;
import org.modyn.storage.read.SampleLocations;
import org.modyn.storage.read.SampleReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC service of the storage server; {@code storage.proto} documents each call. {@code Get} is
 * implemented by {@link #openSamples} and the sample service of {@code org.modyn.common.sample}.
 */
final class StorageService extends StorageGrpc.StorageImplBase {
  private static final int MAXIMUM_LISTED_FILES = 100;

  private static final Logger log = LoggerFactory.getLogger(StorageService.class);

  private final DatasetCatalog catalog;
  private final DatasetReports reports;
  private final IngestCoordinator ingest;
  private final Deletions deletions;
  private final Rescans rescans;
  private final OpenFiles openFiles;
  private final SampleListings listings;
  private final Clock clock;

  /**
   * @param sampleBatchSize maximum number of samples in a message of a streamed response
   */
  StorageService(
      DatasetCatalog catalog,
      DatasetReports reports,
      IngestCoordinator ingest,
      Deletions deletions,
      Rescans rescans,
      OpenFiles openFiles,
      int sampleBatchSize,
      Clock clock) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.reports = requireNonNull(reports, "reports is null");
    this.ingest = requireNonNull(ingest, "ingest is null");
    this.deletions = requireNonNull(deletions, "deletions is null");
    this.rescans = requireNonNull(rescans, "rescans is null");
    this.openFiles = requireNonNull(openFiles, "openFiles is null");
    this.listings = new SampleListings(sampleBatchSize);
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Opens the response to {@code Get}.
   *
   * @throws ModynException NOT_FOUND when the dataset or one of the keys does not exist
   */
  SampleProducer openSamples(SampleRequest request) {
    return SampleReader.open(
        catalog, openFiles, request.datasetId(), request.keys(), request.policy());
  }

  @Override
  public void getNewDataSince(
      GetNewDataSinceRequest request, StreamObserver<GetNewDataSinceResponse> observer) {
    SampleScan scan = index(request.getDatasetId()).scan(Interval.since(request.getTimestamp()));
    Streams.sendAll(observer, listings.newData(scan));
  }

  @Override
  public void getDataInInterval(
      GetDataInIntervalRequest request, StreamObserver<GetDataInIntervalResponse> observer) {
    long start = request.getStartTimestamp();
    long end = request.getEndTimestamp();
    Interval interval =
        request.getHasNegativeTimes() ? new Interval(start, end) : Interval.closed(start, end);
    SampleScan scan = index(request.getDatasetId()).scan(interval);
    Streams.sendAll(observer, listings.interval(scan));
  }

  @Override
  public void getIngestPosition(
      GetIngestPositionRequest request, StreamObserver<GetIngestPositionResponse> observer) {
    long position = freshIndex(request.getDatasetId()).nextKey();
    Streams.send(observer, GetIngestPositionResponse.newBuilder().setPosition(position).build());
  }

  @Override
  public void getDataPage(
      GetDataPageRequest request, StreamObserver<GetDataPageResponse> observer) {
    Streams.send(observer, DataPages.page(freshIndex(request.getDatasetId()), request));
  }

  @Override
  public void watchIngestPosition(
      WatchIngestPositionRequest request, StreamObserver<GetIngestPositionResponse> observer) {
    IngestPositionStream.open(catalog, request, observer);
  }

  @Override
  public void getDeletedKeys(
      GetDeletedKeysRequest request, StreamObserver<GetDeletedKeysResponse> observer) {
    KeyRanges deleted = freshIndex(request.getDatasetId()).deletedKeys();
    Streams.sendAll(observer, SampleListings.deletedKeys(deleted));
  }

  @Override
  public void getDataPerWorker(
      GetDataPerWorkerRequest request, StreamObserver<GetDataPerWorkerResponse> observer) {
    int worker = request.getWorkerId();
    int workers = request.getTotalWorkers();
    if (workers < 1) {
      throw ModynException.invalidArgument("total_workers is %d, allowed: 1 or more", workers);
    }
    if (worker < 0 || worker >= workers) {
      throw ModynException.invalidArgument(
          "worker_id is %d, allowed: 0 to total_workers - 1, which is %d", worker, workers - 1);
    }
    Interval interval =
        halfOpen(
            request.hasStartTimestamp()
                ? Optional.of(request.getStartTimestamp())
                : Optional.empty(),
            request.hasEndTimestamp() ? Optional.of(request.getEndTimestamp()) : Optional.empty());
    SampleScan scan = index(request.getDatasetId()).share(interval, worker, workers);
    Streams.sendAll(observer, listings.share(scan));
  }

  @Override
  public void getDatasetSize(
      GetDatasetSizeRequest request, StreamObserver<GetDatasetSizeResponse> observer) {
    Interval interval =
        halfOpen(
            request.hasStartTimestamp()
                ? Optional.of(request.getStartTimestamp())
                : Optional.empty(),
            request.hasEndTimestamp() ? Optional.of(request.getEndTimestamp()) : Optional.empty());
    GetDatasetSizeResponse.Builder response = GetDatasetSizeResponse.newBuilder();
    catalog
        .findServed(request.getDatasetId())
        .ifPresent(
            dataset -> response.setSuccess(true).setNumKeys(dataset.index().count(interval)));
    Streams.send(observer, response.build());
  }

  @Override
  public void checkAvailability(
      DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
    boolean available = catalog.findServed(request.getDatasetId()).isPresent();
    Streams.send(observer, DatasetAvailableResponse.newBuilder().setAvailable(available).build());
  }

  @Override
  public void registerNewDataset(
      RegisterNewDatasetRequest request, StreamObserver<RegisterNewDatasetResponse> observer) {
    RegisterNewDatasetResponse.Builder response = RegisterNewDatasetResponse.newBuilder();
    try {
      catalog.register(toDefinition(request));
      ingest.wake();
      response.setSuccess(true);
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.INVALID_ARGUMENT
          && e.category() != ErrorCategory.ALREADY_EXISTS) {
        throw e;
      }
      log.warn("Cannot register the dataset '{}': {}", request.getDatasetId(), e.getMessage());
      response.setSuccess(false).setError(e.getMessage());
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void updateDataset(
      RegisterNewDatasetRequest request, StreamObserver<RegisterNewDatasetResponse> observer) {
    catalog.update(toDefinition(request));
    ingest.wake();
    Streams.send(observer, RegisterNewDatasetResponse.newBuilder().setSuccess(true).build());
  }

  @Override
  public void unregisterDataset(
      DatasetAvailableRequest request, StreamObserver<DeleteDatasetResponse> observer) {
    String name = request.getDatasetId();
    boolean unregistered = ingest.withoutWatcher(catalog.get(name), () -> catalog.unregister(name));
    Streams.send(observer, DeleteDatasetResponse.newBuilder().setSuccess(unregistered).build());
  }

  @Override
  public void getCurrentTimestamp(
      GetCurrentTimestampRequest request, StreamObserver<GetCurrentTimestampResponse> observer) {
    long now = clock.instant().getEpochSecond();
    Streams.send(observer, GetCurrentTimestampResponse.newBuilder().setTimestamp(now).build());
  }

  @Override
  public void deleteDataset(
      DatasetAvailableRequest request, StreamObserver<DeleteDatasetResponse> observer) {
    DeleteDatasetResponse.Builder response = DeleteDatasetResponse.newBuilder();
    try {
      DeletionResult result = deleteDataset(request.getDatasetId());
      response
          .setSuccess(result.found())
          .addAllLeftFiles(listed(result.leftFiles()))
          .setNumberOfLeftFiles(result.leftFiles().size());
      if (!result.found()) {
        response.setError("there is no dataset '%s'".formatted(request.getDatasetId()));
      }
    } catch (ModynException e) {
      response.setError(failure("delete the dataset", request.getDatasetId(), e));
    }
    Streams.send(observer, response.build());
  }

  private DeletionResult deleteDataset(String name) {
    Optional<Dataset> dataset = catalog.findServed(name);
    if (dataset.isEmpty()) {
      // it may be partly deleted
      return deletions.deleteDataset(name);
    }
    return ingest.withoutWatcher(dataset.get(), () -> deletions.deleteDataset(name));
  }

  @Override
  public void deleteData(DeleteDataRequest request, StreamObserver<DeleteDataResponse> observer) {
    DeleteDataResponse.Builder response = DeleteDataResponse.newBuilder();
    try {
      long[] keys = request.getKeysList().stream().mapToLong(Long::longValue).toArray();
      boolean erase = !request.getMarkOnly();
      DeletionResult result = deletions.deleteSamples(request.getDatasetId(), keys, erase);
      response
          .setSuccess(result.found() && (result.leftFiles().isEmpty() || !erase))
          .addAllLeftFiles(listed(result.leftFiles()))
          .setNumberOfLeftFiles(result.leftFiles().size());
      if (result.found() && !response.getSuccess()) {
        response.setError(
            String.format(
                Locale.ROOT,
                ("the samples are deleted, but %d files changed after they were ingested and are"
                    + " left as they are, the first: %s"),
                result.leftFiles().size(),
                result.leftFiles().getFirst()));
      }
      if (!result.found()) {
        response.setError(
            keys.length == 0
                ? "there are no keys in the request"
                : "the dataset '%s' has no samples with these keys"
                    .formatted(request.getDatasetId()));
      }
    } catch (ModynException e) {
      response.setError(failure("delete samples of the dataset", request.getDatasetId(), e));
    }
    Streams.send(observer, response.build());
  }

  private static List<String> listed(List<String> paths) {
    return paths.subList(0, Math.min(MAXIMUM_LISTED_FILES, paths.size()));
  }

  /** Returns the error to report in a response; throws errors that end the call. */
  private static String failure(String action, String dataset, ModynException e) {
    switch (e.category()) {
      case NOT_FOUND, FAILED_PRECONDITION, DATA_LOSS, UNIMPLEMENTED -> {}
      default -> throw e;
    }
    log.warn("Cannot {} '{}': {}", action, dataset, e.getMessage());
    return e.getMessage();
  }

  @Override
  public void getDatasetStatus(
      GetDatasetStatusRequest request, StreamObserver<GetDatasetStatusResponse> observer) {
    Streams.send(observer, reports.status(request.getDatasetId()));
  }

  @Override
  public void rescanDataset(
      RescanDatasetRequest request, StreamObserver<RescanDatasetResponse> observer) {
    Rescan rescan = rescans.rescan(request.getDatasetId(), request.getPathsList());
    Streams.send(
        observer,
        RescanDatasetResponse.newBuilder()
            .setNumberOfFiles(rescan.files())
            .setNumberOfDeletedSamples(rescan.samples())
            .build());
  }

  @Override
  public void listDatasets(
      ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> observer) {
    Streams.send(observer, reports.list());
  }

  @Override
  public void locateSamples(
      LocateSamplesRequest request, StreamObserver<LocateSamplesResponse> observer) {
    Streams.send(
        observer, SampleLocations.locate(catalog.getServed(request.getDatasetId()), request));
  }

  @Override
  public void getSampleFormat(
      DatasetAvailableRequest request, StreamObserver<SampleFormat> observer) {
    Streams.send(observer, SampleFormats.of(catalog.getServed(request.getDatasetId())));
  }

  private DatasetIndex index(String datasetName) {
    return catalog.getServed(datasetName).index();
  }

  private DatasetIndex freshIndex(String datasetName) {
    return catalog.fresh(datasetName).index();
  }

  private static Interval halfOpen(Optional<Long> start, Optional<Long> end) {
    return Interval.halfOpen(start.orElse(Long.MIN_VALUE), end.orElse(Interval.UNSET));
  }

  private static DatasetDefinition toDefinition(RegisterNewDatasetRequest request) {
    return new DatasetDefinition(
        request.getDatasetId(),
        request.getDescription(),
        request.getVersion(),
        request.getBasePath(),
        request.getFilesystemWrapperType(),
        request.getFileWrapperType(),
        request.getFileWrapperConfig(),
        request.getIgnoreLastTimestamp(),
        request.getFileWatcherInterval(),
        request.getIncludeHidden());
  }
}
