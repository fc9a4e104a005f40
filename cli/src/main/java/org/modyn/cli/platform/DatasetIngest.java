package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.StorageGrpc;

/** Waits until a storage server has ingested all samples of a dataset. */
public final class DatasetIngest {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

  /**
   * Files settle within three scans; those that are still pending then keep growing or have a
   * future time.
   */
  private static final int SCANS_TO_WAIT_FOR_FILES = 5;

  private final StorageGrpc.StorageBlockingStub storage;

  public DatasetIngest(Channel channel) {
    storage = StorageGrpc.newBlockingStub(requireNonNull(channel, "channel is null"));
  }

  /**
   * Returns when the dataset is complete: when storage has the known number of samples or, when
   * that is unknown, has scanned all files. Files that storage cannot ingest are an error in the
   * first case and reported in the second.
   *
   * @param samples the number of samples of the dataset; empty when unknown
   * @throws ModynException DATA_LOSS when storage cannot scan the folder, rejects files of a
   *     dataset with a known number of samples, or has another number of samples
   */
  public void await(String datasetName, OptionalLong samples, Progress progress)
      throws InterruptedException {
    GetDatasetStatusResponse status = status(datasetName);
    while (!isComplete(datasetName, status, samples)) {
      show(datasetName, status, samples, progress);
      Thread.sleep(BETWEEN_QUESTIONS);
      status = status(datasetName);
    }
    show(datasetName, status, samples, progress);
    progress.endTask();
    if (status.getNumberOfRejectedFiles() > 0) {
      progress.message("warning: " + rejected(datasetName, status) + "; continuing without them");
    }
    if (status.getNumberOfWaitingFiles() > 0) {
      RejectedFile first = status.getWaitingFiles(0);
      progress.message(
          String.format(
              Locale.ROOT,
              "warning: %d files of dataset '%s' are not ingested yet; the first: %s: %s;"
                  + " continuing without them",
              status.getNumberOfWaitingFiles(),
              datasetName,
              first.getPath(),
              first.getReason()));
    }
    if (status.getNumberOfOlderFiles() > 0) {
      progress.message(
          String.format(
              Locale.ROOT,
              ("warning: %d files of dataset '%s' are left out because they are older than the"
                  + " newest file ingested; ignore_last_timestamp: true would ingest them"),
              status.getNumberOfOlderFiles(),
              datasetName));
    }
  }

  private static void show(
      String datasetName,
      GetDatasetStatusResponse status,
      OptionalLong samples,
      Progress progress) {
    progress.update(
        new TaskProgress(
            "ingesting, " + datasetName,
            status.getNumberOfSamples(),
            samples.orElse(0),
            "samples"));
  }

  private static boolean isComplete(
      String datasetName, GetDatasetStatusResponse status, OptionalLong samples) {
    if (!status.getScanError().isEmpty()) {
      throw ModynException.dataLoss(
          "storage cannot scan dataset '%s': %s", datasetName, status.getScanError());
    }
    boolean settled =
        status.getNumberOfWaitingFiles() == 0
            || status.getCompletedScans() >= SCANS_TO_WAIT_FOR_FILES;
    if (samples.isEmpty()) {
      return status.getCompletedScans() > 0 && settled;
    }
    if (status.getNumberOfRejectedFiles() > 0) {
      throw ModynException.dataLoss("%s", rejected(datasetName, status));
    }
    // Twice: the first scan may have ended while this status was read.
    if (status.getNumberOfSamples() > samples.getAsLong()
        || (status.getNumberOfSamples() < samples.getAsLong()
            && status.getCompletedScans() >= 2
            && settled)) {
      throw ModynException.dataLoss(
          "storage has %d samples of dataset '%s', but its files hold %d",
          status.getNumberOfSamples(), datasetName, samples.getAsLong());
    }
    return status.getNumberOfSamples() == samples.getAsLong();
  }

  private static String rejected(String datasetName, GetDatasetStatusResponse status) {
    RejectedFile first = status.getRejectedFiles(0);
    return String.format(
        Locale.ROOT,
        "storage cannot ingest %d files of dataset '%s'; the first: %s: %s",
        status.getNumberOfRejectedFiles(),
        datasetName,
        first.getPath(),
        first.getReason());
  }

  private GetDatasetStatusResponse status(String datasetName) {
    try {
      return storage.getDatasetStatus(
          GetDatasetStatusRequest.newBuilder().setDatasetId(datasetName).build());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("storage", e);
    }
  }
}
