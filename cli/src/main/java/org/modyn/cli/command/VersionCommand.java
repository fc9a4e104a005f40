package org.modyn.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.modyn.cli.Modyn;
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
        .printf("modyn %s (Java %s)%n", version(), Runtime.version().feature());
    command.commandLine().getOut().flush();
    return 0;
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream input = Modyn.class.getResourceAsStream("version.properties")) {
      properties.load(input);
    } catch (IOException e) {
      throw new UncheckedIOException("the build lacks its version", e);
    }
    return properties.getProperty("version");
  }
}
