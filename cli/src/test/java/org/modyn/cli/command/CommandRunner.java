package org.modyn.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in process and keeps what they print. */
final class CommandRunner {
  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  /** Returns the exit code; what was printed before is forgotten. */
  int run(String... arguments) {
    output.getBuffer().setLength(0);
    error.getBuffer().setLength(0);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }

  String output() {
    return output.toString();
  }

  String error() {
    return error.toString();
  }
}
