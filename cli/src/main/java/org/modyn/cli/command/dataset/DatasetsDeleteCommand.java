package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.Confirmation;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DeleteDatasetResponse;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a dataset with its files. */
@Command(
    name = "delete",
    header = "Delete a dataset and all its files.",
    description =
        "The files that were ingested are removed from their folder. The folder stays, with what"
            + " was not ingested or changed since. When it fails half way the command can be"
            + " repeated.")
final class DatasetsDeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DATASET", description = "The dataset's name.")
  private String dataset;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    if (!yes) {
      confirm();
    }
    DeleteDatasetResponse response =
        storage.ask(
            channel ->
                StorageGrpc.newBlockingStub(channel)
                    .deleteDataset(
                        DatasetAvailableRequest.newBuilder().setDatasetId(dataset).build()));
    if (!response.getSuccess()) {
      throw ModynException.failedPrecondition("%s", response.getError());
    }
    PrintWriter output = command.commandLine().getOut();
    output.printf("dataset '%s' deleted%n", dataset);
    LeftFiles.print(output, response.getLeftFilesList(), response.getNumberOfLeftFiles());
    output.flush();
    return 0;
  }

  private void confirm() {
    Confirmation.require(
        "delete the dataset '%s' with all its files".formatted(dataset),
        this::describe,
        dataset,
        "the dataset's name");
  }

  private String describe() {
    GetDatasetStatusResponse status =
        storage.ask(
            channel ->
                StorageGrpc.newBlockingStub(channel)
                    .getDatasetStatus(
                        GetDatasetStatusRequest.newBuilder().setDatasetId(dataset).build()));
    return "This removes %s files with %s samples."
        .formatted(
            Counts.text(status.getNumberOfFiles()), Counts.text(status.getNumberOfSamples()));
  }
}
