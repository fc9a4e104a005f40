package org.modyn.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in process and keeps what they print. */
public final class CommandRunner {
  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  /** Runs a command, discards the output of the one before, and returns the exit code. */
  public int run(String... arguments) {
    output.getBuffer().setLength(0);
    error.getBuffer().setLength(0);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }

  /** What the last command printed to standard output. */
  public String output() {
    return output.toString();
  }

  /** What the last command printed to standard error. */
  public String error() {
    return error.toString();
  }
}
