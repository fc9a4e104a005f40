package org.modyn.cli.command.config;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.output.Printable;
import org.modyn.cli.pipeline.PipelineFile;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports all errors in configuration files without running anything. */
@Command(
    name = "validate",
    header = "Check pipeline files, dataset files and system configurations.",
    description = {
      "Reads each FILE and lists all that is wrong with it, with line, column and field. The exit"
          + " code is 0 when all files are valid, else 1.",
      "Needs no server. What depends on files of the trainer server, which are plugins, tokenizers"
          + " and weights, is checked when a pipeline is submitted."
    })
public final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files, YAML.")
  private List<Path> files;

  @Mixin private ConfigKindArguments kind;

  @Override
  public Integer call() {
    int exitCode = ExitCode.OK;
    for (Path file : files) {
      if (!isValid(file)) {
        exitCode = ExitCode.SOFTWARE;
      }
    }
    return exitCode;
  }

  private boolean isValid(Path file) {
    try {
      load(file);
    } catch (ModynException e) {
      println(command.commandLine().getErr(), e.getMessage());
      return false;
    }
    println(command.commandLine().getOut(), file + ": valid");
    return true;
  }

  private void load(Path file) {
    switch (kind.kind()) {
      case DATASET -> DatasetFile.load(file);
      case PIPELINE -> PipelineFile.load(file);
      case SYSTEM -> ConfigLoader.load(file, ModynConfig.class);
    }
  }

  private static void println(PrintWriter writer, String line) {
    writer.println(Printable.lines(line));
    writer.flush();
  }
}
