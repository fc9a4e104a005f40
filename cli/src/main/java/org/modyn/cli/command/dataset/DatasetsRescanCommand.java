package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.proto.storage.RescanDatasetRequest;
import org.modyn.proto.storage.RescanDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a storage server ingest files of a dataset again. */
@Command(
    name = "rescan",
    header = "Ingest files again that changed after they were ingested.",
    description = {
      "The samples that such a file had are deleted. The next scan ingests the file as it is now,"
          + " and its samples get new keys.",
      "Without --path: all files that changed. Missing files only if they are named, because a"
          + " folder that is not mounted looks empty."
    })
final class DatasetsRescanCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DATASET", description = "The dataset's name.")
  private String dataset;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "A file, relative to the dataset's folder; may be given several times.")
  private List<String> paths = List.of();

  @Mixin private StorageArguments storage;

  @Override
  public Integer call() {
    RescanDatasetRequest request =
        RescanDatasetRequest.newBuilder().setDatasetId(dataset).addAllPaths(paths).build();
    RescanDatasetResponse response =
        storage.ask(channel -> StorageGrpc.newBlockingStub(channel).rescanDataset(request));
    PrintWriter output = command.commandLine().getOut();
    if (response.getNumberOfFiles() == 0) {
      output.printf("no file changed after it was ingested%n");
    } else {
      output.printf(
          "%s files are ingested again; the %s samples that they had are deleted%n",
          Counts.text(response.getNumberOfFiles()),
          Counts.text(response.getNumberOfDeletedSamples()));
    }
    output.flush();
    return 0;
  }
}
