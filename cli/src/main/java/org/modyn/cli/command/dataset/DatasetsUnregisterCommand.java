package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a dataset from a storage server and keeps its files. */
@Command(
    name = "unregister",
    header = "Forget a dataset, and leave all its files where they are.",
    description =
        "The keys of its samples are forgotten: pipelines that use the dataset fail, and when it is"
            + " registered again its samples get new keys.")
final class DatasetsUnregisterCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DATASET", description = "The dataset's name.")
  private String dataset;

  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    storage.ask(
        channel ->
            StorageGrpc.newBlockingStub(channel)
                .unregisterDataset(
                    DatasetAvailableRequest.newBuilder().setDatasetId(dataset).build()));
    PrintWriter output = command.commandLine().getOut();
    output.printf("dataset '%s' unregistered; its files stay%n", dataset);
    output.flush();
    return 0;
  }
}
