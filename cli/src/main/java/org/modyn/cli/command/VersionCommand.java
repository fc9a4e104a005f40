package org.modyn.cli.command;

import java.util.concurrent.Callable;
import org.modyn.common.version.ModynVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the version. */
@Command(name = "version", header = "Print the version of Modyn and of Java.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    command
        .commandLine()
        .getOut()
        .printf("modyn %s (Java %s)%n", ModynVersion.current(), Runtime.version().feature());
    command.commandLine().getOut().flush();
    return 0;
  }
}
