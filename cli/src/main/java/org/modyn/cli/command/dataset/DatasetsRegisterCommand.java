package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Adds a dataset to a storage server. */
@Command(
    name = "register",
    header = "Register a dataset.",
    description = {
      "FILE is a dataset file, as 'modyn run' reads it beside a pipeline: 'modyn explain --dataset'"
          + " lists its fields, 'modyn validate --dataset FILE' checks it.",
      "base_path is a folder on the storage server's machine, or s3://bucket/folder with"
          + " S3FilesystemWrapper. With --state-dir it may be relative to that directory, and the"
          + " files are prepared as the file says. selector_batch_size has no effect here: the"
          + " supervisor reads it from its own configuration."
    })
final class DatasetsRegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private DatasetDefinitionArguments definition;
  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    DatasetConfig dataset = definition.read(command, storage);
    RegisterNewDatasetResponse response =
        storage.ask(
            channel ->
                StorageGrpc.newBlockingStub(channel)
                    .registerNewDataset(DatasetDefinitionArguments.request(dataset)));
    if (!response.getSuccess()) {
      throw ModynException.failedPrecondition(
          "the storage refused the dataset: %s", response.getError());
    }
    PrintWriter output = command.commandLine().getOut();
    output.printf("dataset '%s' registered%n", dataset.name());
    output.flush();
    return 0;
  }
}
