package org.modyn.cli.command;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.common.error.ModynException;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a model out of a model storage. */
@Command(
    name = "export",
    header = "Write a model's weights into a file.",
    description =
        "The file is in the safetensors format, which PyTorch and other frameworks read. It is"
            + " there only when all of it has arrived and its checksum is right.")
final class ModelsExportCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "MODEL_ID", description = "The model's id.")
  private int modelId;

  @Parameters(index = "1", paramLabel = "FILE", description = "Where to write the weights.")
  private Path file;

  @Option(names = "--force", description = "Replace FILE when it exists.")
  private boolean force;

  @Mixin private ModelStorageArguments modelStorage;

  @Override
  public Integer call() {
    requireWritable();
    ModelSummary model = modelStorage.ask(this::export);
    PrintWriter output = command.commandLine().getOut();
    output.printf(
        Locale.ROOT,
        "model %d written to %s (%,d bytes, sha256 %s)%n",
        modelId,
        file,
        model.getSizeBytes(),
        ModelsShowCommand.checksum(model.getChecksum()));
    output.flush();
    return 0;
  }

  private ModelSummary export(Channel channel) {
    ModelSummary model =
        ModelStorageGrpc.newBlockingStub(channel)
            .describeModel(DescribeModelRequest.newBuilder().setModelId(modelId).build())
            .getSummary();
    new ModelStorageClient(channel).load(modelId, file);
    return model;
  }

  private void requireWritable() {
    TargetFile.check(file);
    if (Files.exists(file) && !force) {
      throw ModynException.alreadyExists("%s exists; --force replaces it", file);
    }
  }
}
