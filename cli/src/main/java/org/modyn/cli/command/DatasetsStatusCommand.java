package org.modyn.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
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

/** One dataset of a storage server. */
@Command(
    name = "status",
    header = "Show what has been taken of a dataset, and what could not be.",
    description =
        "Files, samples, looks at the folder since the server started, and the files that the last"
            + " look rejected with their reasons, at most 100 of them.")
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
            .add("rejected files", Counts.text(status.getNumberOfRejectedFiles()));
    if (!status.getScanError().isEmpty()) {
      fields.add("scan error", status.getScanError());
    }
    StringBuilder text = new StringBuilder(fields.render());
    for (RejectedFile file : status.getRejectedFilesList()) {
      text.append("  ").append(file.getPath()).append(": ").append(file.getReason()).append('\n');
    }
    if (status.getNumberOfRejectedFiles() > status.getRejectedFilesCount()) {
      text.append("  ... and ")
          .append(Counts.text(status.getNumberOfRejectedFiles() - status.getRejectedFilesCount()))
          .append(" more\n");
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
            .put("scan_error", status.getScanError().isEmpty() ? null : status.getScanError())
            .put("rejected_files", status.getNumberOfRejectedFiles());
    ArrayNode listed = document.putArray("rejected");
    for (RejectedFile file : status.getRejectedFilesList()) {
      listed.addObject().put("path", file.getPath()).put("reason", file.getReason());
    }
    return document;
  }
}
