package org.modyn.cli.command.dataset;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.proto.storage.DatasetSummary;
import org.modyn.proto.storage.ListDatasetsRequest;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the datasets of a storage server. */
@Command(name = "list", header = "List all datasets.")
final class DatasetsListCommand implements Callable<Integer> {
  @Mixin private StorageArguments storage;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    List<DatasetSummary> datasets =
        storage.ask(
            channel ->
                StorageGrpc.newBlockingStub(channel)
                    .listDatasets(ListDatasetsRequest.getDefaultInstance())
                    .getDatasetsList());
    output.print(() -> text(datasets), () -> json(datasets));
    return 0;
  }

  private static String text(List<DatasetSummary> datasets) {
    TextTable table =
        TextTable.of(
            Column.text("name"),
            Column.text("version"),
            Column.number("files"),
            Column.number("samples"),
            Column.number("rejected"),
            Column.number("waiting"),
            Column.number("older"),
            Column.text("file wrapper"),
            Column.text("base path"));
    for (DatasetSummary dataset : datasets) {
      table.add(
          dataset.getDatasetId(),
          dataset.getVersion(),
          Counts.text(dataset.getNumberOfFiles()),
          Counts.text(dataset.getNumberOfSamples()),
          Counts.text(dataset.getNumberOfRejectedFiles()),
          Counts.text(dataset.getNumberOfWaitingFiles()),
          Counts.text(dataset.getNumberOfOlderFiles()),
          dataset.getFileWrapperType(),
          dataset.getBasePath());
    }
    return table.render() + errors(datasets);
  }

  private static String errors(List<DatasetSummary> datasets) {
    return datasets.stream()
        .filter(dataset -> !dataset.getScanError().isEmpty())
        .map(dataset -> "%s: %s\n".formatted(dataset.getDatasetId(), dataset.getScanError()))
        .collect(joining());
  }

  private static ArrayNode json(List<DatasetSummary> datasets) {
    ArrayNode list = JsonOutput.array();
    for (DatasetSummary dataset : datasets) {
      list.addObject()
          .put("name", dataset.getDatasetId())
          .put("description", dataset.getDescription())
          .put("version", dataset.getVersion())
          .put("base_path", dataset.getBasePath())
          .put("filesystem_wrapper_type", dataset.getFilesystemWrapperType())
          .put("file_wrapper_type", dataset.getFileWrapperType())
          .put("files", dataset.getNumberOfFiles())
          .put("samples", dataset.getNumberOfSamples())
          .put("rejected_files", dataset.getNumberOfRejectedFiles())
          .put("waiting_files", dataset.getNumberOfWaitingFiles())
          .put("older_files", dataset.getNumberOfOlderFiles())
          .put("scan_error", dataset.getScanError().isEmpty() ? null : dataset.getScanError());
    }
    return list;
  }
}
