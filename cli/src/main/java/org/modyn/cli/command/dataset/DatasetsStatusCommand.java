package org.modyn.cli.command.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Fields;
import org.modyn.cli.output.JsonOutput;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the ingestion state of one dataset of a storage server. */
@Command(
    name = "status",
    header = "Show what has been ingested of a dataset, and what could not be.",
    description =
        "Files, samples, scans of the folder since a server began to watch it, and the files that"
            + " the last scan could not ingest: rejected ones, and those that wait because they may"
            + " still be growing, at most 100 of each with their reasons.")
final class DatasetsStatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DATASET", description = "The dataset's name.")
  private String dataset;

  @Mixin private StorageArguments storage;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    GetDatasetStatusResponse status =
        storage.ask(
            channel ->
                StorageGrpc.newBlockingStub(channel)
                    .getDatasetStatus(
                        GetDatasetStatusRequest.newBuilder().setDatasetId(dataset).build()));
    output.print(() -> text(status), () -> json(status));
    return 0;
  }

  private String text(GetDatasetStatusResponse status) {
    Fields fields =
        new Fields()
            .add("dataset", dataset)
            .add("files", Counts.text(status.getNumberOfFiles()))
            .add("samples", Counts.text(status.getNumberOfSamples()))
            .add("scans", Counts.text(status.getCompletedScans()))
            .add("last scan", lastScan(status))
            .add("rejected files", Counts.text(status.getNumberOfRejectedFiles()))
            .add("waiting files", Counts.text(status.getNumberOfWaitingFiles()))
            .add("older files", olderFiles(status));
    if (!status.getScanError().isEmpty()) {
      fields.add("scan error", status.getScanError());
    }
    return fields.render()
        + list("rejected", status.getNumberOfRejectedFiles(), status.getRejectedFilesList())
        + list("waiting", status.getNumberOfWaitingFiles(), status.getWaitingFilesList());
  }

  private static String lastScan(GetDatasetStatusResponse status) {
    return status.getLastScanTimestamp() == 0
        ? "none"
        : Instant.ofEpochSecond(status.getLastScanTimestamp()).toString();
  }

  private static String olderFiles(GetDatasetStatusResponse status) {
    String count = Counts.text(status.getNumberOfOlderFiles());
    return status.getNumberOfOlderFiles() == 0
        ? count
        : count
            + ", skipped because they are older than the newest file ingested;"
            + " ignore_last_timestamp: true would ingest them";
  }

  private static String list(String title, long count, List<RejectedFile> files) {
    if (files.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(title).append(":\n");
    for (RejectedFile file : files) {
      text.append("  ").append(file.getPath()).append(": ").append(file.getReason()).append('\n');
    }
    if (count > files.size()) {
      text.append("  ... and ").append(Counts.text(count - files.size())).append(" more\n");
    }
    return text.toString();
  }

  private ObjectNode json(GetDatasetStatusResponse status) {
    ObjectNode document =
        JsonOutput.object()
            .put("name", dataset)
            .put("files", status.getNumberOfFiles())
            .put("samples", status.getNumberOfSamples())
            .put("scans", status.getCompletedScans())
            .put("last_scan", status.getLastScanTimestamp() == 0 ? null : lastScan(status))
            .put("scan_error", status.getScanError().isEmpty() ? null : status.getScanError())
            .put("rejected_files", status.getNumberOfRejectedFiles())
            .put("waiting_files", status.getNumberOfWaitingFiles())
            .put("older_files", status.getNumberOfOlderFiles());
    addAll(document.putArray("rejected"), status.getRejectedFilesList());
    addAll(document.putArray("waiting"), status.getWaitingFilesList());
    return document;
  }

  private static void addAll(ArrayNode listed, List<RejectedFile> files) {
    for (RejectedFile file : files) {
      listed.addObject().put("path", file.getPath()).put("reason", file.getReason());
    }
  }
}
