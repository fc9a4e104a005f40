package org.modyn.cli.command.dataset;

import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.StorageGrpc;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes samples of a dataset. */
@Command(
    name = "delete-data",
    header = "Delete samples of a dataset by their keys.",
    description = {
      "Deleted samples cannot be read any more. A file is removed when all its samples are"
          + " deleted; otherwise the bytes stay in it, unless --rewrite cuts them out. A file that"
          + " changed after it was ingested is left as it is.",
      "Keys that do not exist are ignored; when none of them exists the command fails."
    })
final class DatasetsDeleteDataCommand implements Callable<Integer> {
  private static final int KEYS_PER_REQUEST = 100_000;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DATASET", description = "The dataset's name.")
  private String dataset;

  @ArgGroup(multiplicity = "1")
  private Keys keys;

  @Option(
      names = "--rewrite",
      description =
          "Also cut the samples out of their files, with all that were deleted of these files"
              + " before. The other samples keep their keys.")
  private boolean rewrite;

  @Mixin private StorageArguments storage;

  private static final class Keys {
    @Option(names = "--keys", paramLabel = "KEY", split = ",", description = "Keys, with commas.")
    private List<Long> listed;

    @Option(names = "--keys-from", paramLabel = "FILE", description = "A file with a key a line.")
    private Path file;

    List<Long> read() {
      return listed == null ? readFile() : listed;
    }

    private List<Long> readFile() {
      List<Long> keys = new ArrayList<>();
      try {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          String line = lines.get(i).strip();
          if (!line.isEmpty()) {
            keys.add(parse(line, i + 1));
          }
        }
      } catch (IOException e) {
        throw new ModynException(
            ErrorCategory.NOT_FOUND, "cannot read the keys from %s: %s".formatted(file, e), e);
      }
      if (keys.isEmpty()) {
        throw ModynException.invalidArgument("%s: there are no keys in it", file);
      }
      return keys;
    }

    private long parse(String line, int number) {
      try {
        return Long.parseLong(line);
      } catch (NumberFormatException e) {
        throw new ModynException(
            ErrorCategory.INVALID_ARGUMENT,
            String.format(
                Locale.ROOT, "%s:%d: '%s' is no key; a key is a whole number", file, number, line),
            e);
      }
    }
  }

  @Override
  public Integer call() {
    List<Long> all = keys.read();
    List<DeleteDataResponse> responses = storage.ask(channel -> delete(all, channel));
    List<String> errors =
        responses.stream()
            .filter(response -> !response.getSuccess())
            .map(DeleteDataResponse::getError)
            .toList();
    List<String> leftFiles =
        responses.stream().flatMap(response -> response.getLeftFilesList().stream()).toList();
    long numberOfLeftFiles =
        responses.stream().mapToLong(DeleteDataResponse::getNumberOfLeftFiles).sum();
    int requests = responses.size();
    if (requests == 1 && !errors.isEmpty()) {
      throw ModynException.failedPrecondition("%s", errors.getFirst());
    }
    if (!errors.isEmpty()) {
      throw ModynException.failedPrecondition(
          "%d of %d requests failed, the first one: %s",
          errors.size(), requests, errors.getFirst());
    }
    PrintWriter output = command.commandLine().getOut();
    output.printf(
        "there are no samples with these %s keys any more%s%n",
        Counts.text(all.size()), rewrite ? ", nor in their files" : "");
    LeftFiles.print(output, leftFiles, numberOfLeftFiles);
    output.flush();
    return 0;
  }

  /** Deletes in batches and returns the response to each. */
  private List<DeleteDataResponse> delete(List<Long> all, Channel channel) {
    List<DeleteDataResponse> responses = new ArrayList<>();
    for (int from = 0; from < all.size(); from += KEYS_PER_REQUEST) {
      responses.add(
          StorageGrpc.newBlockingStub(channel)
              .deleteData(
                  DeleteDataRequest.newBuilder()
                      .setDatasetId(dataset)
                      .addAllKeys(all.subList(from, Math.min(all.size(), from + KEYS_PER_REQUEST)))
                      .setMarkOnly(!rewrite)
                      .build()));
    }
    return responses;
  }
}
