package org.modyn.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
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

  @Parameters(paramLabel = "FILE", description = "The dataset file, YAML.")
  private Path file;

  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    DatasetConfig dataset = readDataset();
    RegisterNewDatasetResponse response =
        storage.ask(
            channel -> StorageGrpc.newBlockingStub(channel).registerNewDataset(request(dataset)));
    if (!response.getSuccess()) {
      throw ModynException.failedPrecondition(
          "the storage refused the dataset: %s", response.getError());
    }
    PrintWriter output = command.commandLine().getOut();
    output.printf("dataset '%s' registered%n", dataset.name());
    output.flush();
    return 0;
  }

  private DatasetConfig readDataset() {
    DatasetFile definition = DatasetFile.load(file);
    DatasetConfig dataset = definition.dataset();
    if (storage.stateDirectory().isPresent()) {
      return DatasetPreparations.prepare(
              definition, file, storage.stateDirectory().get(), this::message)
          .dataset();
    }
    FieldProblems problems = new FieldProblems();
    if (dataset.folder().filter(folder -> !folder.isAbsolute()).isPresent()) {
      problems.add(
          "dataset.base_path",
          ("'%s' is relative, but must be the full path of a folder on the storage server's"
                  + " machine; with --state-dir it is relative to the state directory")
              .formatted(dataset.basePath()));
    }
    if (definition.preparation().isPresent()) {
      problems.add(
          "preparation", "files can be prepared with --state-dir only; remove this section");
    }
    if (!problems.isEmpty()) {
      ConfigLoader.refuse(file, problems.problems());
    }
    return dataset;
  }

  private void message(String line) {
    PrintWriter error = command.commandLine().getErr();
    error.println(line);
    error.flush();
  }

  private static RegisterNewDatasetRequest request(DatasetConfig dataset) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId(dataset.name())
        .setDescription(dataset.description())
        .setVersion(dataset.version())
        .setBasePath(dataset.basePath())
        .setFilesystemWrapperType(dataset.filesystemWrapperType())
        .setFileWrapperType(dataset.fileWrapperType())
        .setFileWrapperConfig(ConfigLoader.toJson(dataset.fileWrapperConfig()))
        .setIgnoreLastTimestamp(dataset.ignoreLastTimestamp().orElse(false))
        .setFileWatcherInterval(dataset.fileWatcherInterval().orElse(0L))
        .build();
  }
}
