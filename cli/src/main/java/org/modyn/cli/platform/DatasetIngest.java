package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import org.modyn.cli.progress.Progress;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.StorageGrpc;

/** Waits until a storage server has taken all samples of a dataset. */
public final class DatasetIngest {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

  private final StorageGrpc.StorageBlockingStub storage;

  public DatasetIngest(Channel channel) {
    storage = StorageGrpc.newBlockingStub(requireNonNull(channel, "channel is null"));
  }

  /**
   * Returns when the dataset is complete.
   *
   * @param samples that the dataset has
   * @throws ModynException DATA_LOSS when storage rejects files, or has looked at all of them and
   *     found another number of samples
   */
  public void await(String datasetName, long samples, Progress progress)
      throws InterruptedException {
    while (true) {
      GetDatasetStatusResponse status = status(datasetName);
      progress.update("ingesting", datasetName, status.getNumberOfSamples(), samples, "samples");
      if (status.getNumberOfRejectedFiles() > 0) {
        RejectedFile first = status.getRejectedFiles(0);
        throw ModynException.dataLoss(
            "storage cannot take %d files of dataset '%s'; the first: %s: %s",
            status.getNumberOfRejectedFiles(), datasetName, first.getPath(), first.getReason());
      }
      if (!status.getScanError().isEmpty()) {
        throw ModynException.dataLoss(
            "storage cannot look at dataset '%s': %s", datasetName, status.getScanError());
      }
      if (status.getNumberOfSamples() == samples) {
        progress.endTask();
        return;
      }
      // Twice: the first look may have ended while this question was answered.
      if (status.getCompletedScans() >= 2 || status.getNumberOfSamples() > samples) {
        throw ModynException.dataLoss(
            "storage has %d samples of dataset '%s', but its files hold %d",
            status.getNumberOfSamples(), datasetName, samples);
      }
      Thread.sleep(BETWEEN_QUESTIONS);
    }
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
