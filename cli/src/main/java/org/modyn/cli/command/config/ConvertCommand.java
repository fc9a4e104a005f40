package org.modyn.cli.command.config;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TargetFile;
import org.modyn.cli.convert.Change;
import org.modyn.cli.convert.Conversion;
import org.modyn.cli.convert.PipelineConverter;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts a pipeline file of the Python implementation to the format of this one. */
@Command(
    name = "convert",
    header = "Convert a pipeline file that was written for the Python implementation.",
    description = {
      "Replaces Python functions by builtins and brings an older layout to the present one;"
          + " comments, order and formatting of all else stay. The new file goes to standard"
          + " output, a line for each change to standard error.",
      "Exits with 0 when the new file is valid, else with 1 and the problems that remain, each with"
          + " its line of the new file."
    })
public final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The pipeline file, YAML or JSON.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the new file; may be the old one. Default: standard output.")
  private Path out;

  @Override
  public Integer call() {
    if (out != null) {
      TargetFile.check(out);
    }
    Conversion conversion = convert();
    write(conversion.text());
    PrintWriter error = command.commandLine().getErr();
    for (Change change : conversion.changes()) {
      error.printf("%s: %s%n", file, change);
    }
    if (conversion.changes().isEmpty()) {
      error.printf("%s: nothing to change%n", file);
    }
    conversion.unreplaced().forEach(function -> error.printf("%s: %s%n", file, function));
    boolean valid = isValid(conversion.text(), error);
    error.flush();
    return valid && conversion.unreplaced().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Conversion convert() {
    if (Files.isDirectory(file)) {
      throw ModynException.invalidArgument("%s is a folder, not a file", file);
    }
    try {
      return PipelineConverter.convert(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ModynException(ErrorCategory.NOT_FOUND, "no such file: " + file, e);
    } catch (MalformedInputException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, file + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    } catch (ModynException e) {
      throw new ModynException(e.category(), file + ": " + e.getMessage(), e);
    }
  }

  private void write(String text) {
    if (out == null) {
      PrintWriter output = command.commandLine().getOut();
      output.print(text);
      output.flush();
      return;
    }
    DurableFiles.writeAtomically(
        out.toAbsolutePath(),
        channel -> DurableFiles.writeFully(channel, StandardCharsets.UTF_8.encode(text), 0));
  }

  private boolean isValid(String text, PrintWriter error) {
    try {
      ConfigLoader.parse(out == null ? "converted" : out.toString(), text, PipelineConfig.class);
      return true;
    } catch (ModynException e) {
      error.println("error: " + e.getMessage());
      return false;
    }
  }
}
