package org.modyn.cli.command;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.common.error.NearestName;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that makes a shell complete commands and options. */
@Command(
    name = "completion",
    header = "Print a script that makes a shell complete modyn's commands and options.",
    description = {
      "Put this into ~/.bashrc:  source <(modyn completion bash)",
      "or this into ~/.zshrc:    source <(modyn completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  private static final List<String> SHELLS = List.of("bash", "zsh");

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String shell;

  /** The allowed values of SHELL. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }

  @Override
  public Integer call() {
    if (!SHELLS.contains(shell)) {
      throw new ParameterException(
          command.commandLine(),
          "there is no completion for the shell '%s'%s"
              .formatted(shell, NearestName.hint(shell, SHELLS)));
    }
    CommandLine root = command.root().commandLine();
    PrintWriter output = command.commandLine().getOut();
    // one script for both: in zsh it switches the emulation of bash's completion on
    output.print(AutoComplete.bash(root.getCommandName(), root));
    output.flush();
    return 0;
  }
}
