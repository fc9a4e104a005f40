package org.modyn.cli.command.pipeline;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** The line that a command prints about the pipeline that it has changed. */
final class StatusLine {
  private StatusLine() {}

  static void print(CommandSpec command, int pipelineId, String text) {
    PrintWriter output = command.commandLine().getOut();
    output.printf(Locale.ROOT, "pipeline %d %s%n", pipelineId, text);
    output.flush();
  }
}
