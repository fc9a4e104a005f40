package org.modyn.cli.command.model;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TargetFile;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.ml.training.TorchScriptExport;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model of a model storage to a file. */
@Command(
    name = "export",
    header = "Write a model's weights into a file.",
    description =
        "The file is in the safetensors format, which PyTorch and other frameworks read. It is"
            + " there only when all of it has arrived and its checksum is right. A FILE whose name"
            + " ends with .pt becomes a TorchScript file for torch.jit.load, with the program that"
            + " the model was trained from: for models of the class TorchScript.")
final class ModelsExportCommand implements Callable<Integer> {
  private static final String TORCH_SCRIPT = ".pt";

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "MODEL_ID", description = "The model's id.")
  private int modelId;

  @Parameters(index = "1", paramLabel = "FILE", description = "Where to write the weights.")
  private Path file;

  @Option(
      names = "--program",
      paramLabel = "FILE",
      description =
          "The TorchScript file that the model was trained from, when it lies elsewhere on this"
              + " machine than the model's configuration says.")
  private Path program;

  @Option(names = "--force", description = "Replace FILE when it exists.")
  private boolean force;

  @Mixin private ModelStorageArguments modelStorage;

  @Override
  public Integer call() {
    requireWritable();
    if (program != null && !isTorchScript()) {
      throw ModynException.invalidArgument(
          "--program is for a FILE whose name ends with %s", TORCH_SCRIPT);
    }
    Exported exported = modelStorage.ask(this::export);
    PrintWriter output = command.commandLine().getOut();
    output.printf(
        Locale.ROOT,
        "model %d written to %s (%,d bytes, sha256 %s)%n",
        modelId,
        file,
        exported.bytes(),
        exported.sha256());
    output.flush();
    return 0;
  }

  /** The file that was written. */
  private record Exported(long bytes, String sha256) {}

  private Exported export(Channel channel) {
    ModelStorageClient client = new ModelStorageClient(channel);
    DescribeModelResponse model = client.describe(modelId);
    if (isTorchScript()) {
      String sha256 = exportProgram(client, model.getHeader());
      return new Exported(file.toFile().length(), sha256);
    }
    client.load(modelId, file);
    ModelSummary summary = model.getSummary();
    return new Exported(summary.getSizeBytes(), ModelsShowCommand.checksum(summary.getChecksum()));
  }

  private boolean isTorchScript() {
    return file.toString().endsWith(TORCH_SCRIPT);
  }

  private String exportProgram(ModelStorageClient client, ModelHeader header) {
    Path original =
        TorchScriptExport.program(
            header.getModelClass(), header.getModelConfiguration().getValue());
    Path weights = file.resolveSibling(file.getFileName() + ".weights.partial");
    try {
      client.load(modelId, weights);
      return TorchScriptExport.write(program == null ? original : program, weights, file);
    } finally {
      DurableFiles.delete(weights);
    }
  }

  private void requireWritable() {
    TargetFile.check(file);
    if (Files.exists(file) && !force) {
      throw ModynException.alreadyExists("%s exists; --force replaces it", file);
    }
  }
}
