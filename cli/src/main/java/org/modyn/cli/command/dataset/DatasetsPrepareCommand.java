package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.cli.dataset.PreparedDataset;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the files of a dataset from their source, for a storage server that runs elsewhere. */
@Command(
    name = "prepare",
    header = "Write the files of a dataset that are made from a source.",
    description = {
      "FILE is a dataset file with a section 'preparation', as those of the examples. Files that"
          + " exist already, from the same source, are kept.",
      "'modyn run' and 'modyn datasets register --state-dir' do this by themselves. A storage"
          + " server on another machine or in a container needs the files in a directory that it"
          + " sees."
    })
final class DatasetsPrepareCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The dataset file, YAML.")
  private Path file;

  @Option(
      names = "--directory",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where the files are written; it is created.")
  private Path directory;

  @Override
  public Integer call() {
    DatasetFile definition = DatasetFile.load(file);
    if (definition.preparation().isEmpty()) {
      throw ModynException.invalidArgument(
          "%s has no section 'preparation': its files exist already, or come from elsewhere", file);
    }
    PreparedDataset prepared =
        DatasetPreparations.prepare(
            definition.withBasePath(directory.toAbsolutePath().toString()),
            file,
            directory,
            line -> print(command.commandLine().getErr(), line));
    print(
        command.commandLine().getOut(),
        String.format(
            Locale.ROOT,
            "dataset '%s' has %d samples in %s",
            prepared.dataset().name(),
            prepared.samples().orElseThrow(),
            directory));
    return 0;
  }

  private static void print(PrintWriter output, String line) {
    output.println(line);
    output.flush();
  }
}
