package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** The argument for the file that defines a dataset. */
final class DatasetDefinitionArguments {
  @Parameters(paramLabel = "FILE", description = "The dataset file, YAML.")
  private Path file;

  /**
   * Reads the file, and prepares the files of the dataset if it says so and the command works on a
   * state directory.
   *
   * @throws ModynException INVALID_ARGUMENT with all problems of the file
   */
  DatasetConfig read(CommandSpec command, StorageArguments storage) {
    DatasetFile definition = DatasetFile.load(file);
    DatasetConfig dataset = definition.dataset();
    if (storage.stateDirectory().isPresent()) {
      return DatasetPreparations.prepare(
              definition, file, storage.stateDirectory().get(), line -> message(command, line))
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

  private static void message(CommandSpec command, String line) {
    PrintWriter error = command.commandLine().getErr();
    error.println(line);
    error.flush();
  }

  static RegisterNewDatasetRequest request(DatasetConfig dataset) {
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
        .setIncludeHidden(dataset.includeHidden().orElse(false))
        .build();
  }
}
