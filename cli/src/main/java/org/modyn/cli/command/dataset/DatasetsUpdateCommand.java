package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Changes the definition of a dataset. */
@Command(
    name = "update",
    header = "Change the definition of a dataset.",
    description = {
      "FILE is a dataset file with the name of a registered dataset. As long as the dataset has no"
          + " samples everything but the name may change; afterwards description, version,"
          + " base_path, ignore_last_timestamp and file_watcher_interval.",
      "When base_path changes, files that are not in the new folder, or differ from what was"
          + " ingested, are reported as lost by 'modyn datasets status'; nothing is deleted. A"
          + " dataset in storage.datasets of the system configuration is what that says after the"
          + " next start of the storage server."
    })
final class DatasetsUpdateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private DatasetDefinitionArguments definition;
  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    DatasetConfig dataset = definition.read(command, storage);
    storage.ask(
        channel ->
            StorageGrpc.newBlockingStub(channel)
                .updateDataset(DatasetDefinitionArguments.request(dataset)));
    PrintWriter output = command.commandLine().getOut();
    output.printf("dataset '%s' updated%n", dataset.name());
    output.flush();
    return 0;
  }
}
