package org.modyn.cli.command.security;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.modyn.common.security.TokenFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a token for each role. */
@Command(
    name = "create",
    header = "Make a token for each role.",
    description = {
      "Writes read.token, submit.token, worker.token and server.token, and accepted_tokens with"
          + " their hashes, each readable for its owner only.",
      "Servers get accepted_tokens (security.accepted_tokens of the system configuration) and"
          + " server.token, or worker.token for trainer servers and evaluators"
          + " (security.token_file). Users get submit.token or read.token"
          + " (--token-file)."
    })
public final class TokensCreateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIRECTORY", description = "Where to write the files.")
  private Path directory;

  @Override
  public Integer call() {
    TokenFiles.create(directory).forEach(command.commandLine().getOut()::println);
    return 0;
  }
}
