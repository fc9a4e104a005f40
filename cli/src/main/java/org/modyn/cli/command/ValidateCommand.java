package org.modyn.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything that is wrong with files, before anything runs. */
@Command(
    name = "validate",
    header = "Check pipeline files.",
    description = {
      "Reads each FILE and lists all that is wrong with it, with line, column and field. The exit"
          + " code is 0 when all files are valid, else 1."
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Pipeline files, YAML.")
  private List<Path> files;

  @Option(names = "--system", description = "The files are system configurations.")
  private boolean system;

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
      ConfigLoader.load(file, ConfigKind.of(system).type());
    } catch (ModynException e) {
      println(command.commandLine().getErr(), e.getMessage());
      return false;
    }
    println(command.commandLine().getOut(), file + ": valid");
    return true;
  }

  private static void println(PrintWriter writer, String line) {
    writer.println(line);
    writer.flush();
  }
}
