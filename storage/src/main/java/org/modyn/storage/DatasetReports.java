package org.modyn.storage;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetSummary;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.ListDatasetsResponse;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.IngestStatus;
import org.modyn.storage.database.IngestStatus.FileReasons;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.dataset.DatasetIndex;

/**
 * Reports datasets and the state of their ingest. All information is read from the database, so
 * that every server returns the same, no matter which of them ingests the files, except for the
 * reason why a server does not serve a dataset, which depends on its configuration.
 */
final class DatasetReports {
  private final DatasetCatalog catalog;
  private final IngestStatusRepository statuses;

  DatasetReports(DatasetCatalog catalog, IngestStatusRepository statuses) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.statuses = requireNonNull(statuses, "statuses is null");
  }

  /**
   * One dataset.
   *
   * @throws ModynException NOT_FOUND when it does not exist
   */
  GetDatasetStatusResponse status(String datasetName) {
    Dataset dataset = catalog.get(datasetName);
    // in this order, so that the response includes all files that a completed scan has ingested
    IngestStatus status = statuses.find(dataset.id());
    catalog.refresh(dataset);
    DatasetIndex index = dataset.index();
    return GetDatasetStatusResponse.newBuilder()
        .setNumberOfFiles(index.numberOfFiles())
        .setNumberOfSamples(index.numberOfSamples())
        .setCompletedScans(status.completedScans())
        .setLastScanTimestamp(status.lastScanAt())
        .setScanError(dataset.refusal().orElse(status.scanError()))
        .setNumberOfRejectedFiles(status.rejected().count())
        .addAllRejectedFiles(listed(status.rejected()))
        .setNumberOfWaitingFiles(status.waiting().count())
        .addAllWaitingFiles(listed(status.waiting()))
        .setNumberOfOlderFiles(status.olderFiles())
        .build();
  }

  /** All datasets, by name. */
  ListDatasetsResponse list() {
    Map<Long, IngestStatus> known = statuses.all();
    catalog.reload();
    ListDatasetsResponse.Builder response = ListDatasetsResponse.newBuilder();
    catalog.all().stream()
        .sorted(Comparator.comparing(Dataset::name))
        .map(dataset -> summary(dataset, known.getOrDefault(dataset.id(), IngestStatus.NONE)))
        .forEach(response::addDatasets);
    return response.build();
  }

  private static DatasetSummary summary(Dataset dataset, IngestStatus status) {
    DatasetDefinition definition = dataset.definition();
    DatasetIndex index = dataset.index();
    return DatasetSummary.newBuilder()
        .setDatasetId(dataset.name())
        .setDescription(definition.description())
        .setVersion(definition.version())
        .setBasePath(definition.basePath())
        .setFilesystemWrapperType(definition.filesystemWrapperType())
        .setFileWrapperType(definition.fileWrapperType())
        .setNumberOfFiles(index.numberOfFiles())
        .setNumberOfSamples(index.numberOfSamples())
        .setNumberOfRejectedFiles(status.rejected().count())
        .setNumberOfWaitingFiles(status.waiting().count())
        .setNumberOfOlderFiles(status.olderFiles())
        .setScanError(dataset.refusal().orElse(status.scanError()))
        .build();
  }

  private static List<RejectedFile> listed(FileReasons files) {
    return files.listed().stream()
        .map(
            file -> RejectedFile.newBuilder().setPath(file.path()).setReason(file.reason()).build())
        .toList();
  }
}
