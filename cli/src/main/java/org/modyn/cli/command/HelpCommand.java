package org.modyn.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.common.error.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the help of a command or of a nested subcommand. */
@Command(
    name = "help",
    header = "Show the help of a command.",
    description = "Without COMMAND, lists the commands: 'modyn help models list'.",
    helpCommand = true)
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command's name.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    CommandLine found = command.root().commandLine();
    for (String name : names) {
      CommandLine next = found.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            command.commandLine(),
            "'%s' has no command '%s'%s"
                .formatted(
                    found.getCommandSpec().qualifiedName(),
                    name,
                    NearestName.hint(name, found.getSubcommands().keySet())));
      }
      found = next;
    }
    found.usage(command.commandLine().getOut());
    return 0;
  }
}
