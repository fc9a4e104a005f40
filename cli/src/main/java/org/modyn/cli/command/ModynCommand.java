package org.modyn.cli.command;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.modyn.cli.command.backup.BackupCommand;
import org.modyn.cli.command.backup.RestoreCommand;
import org.modyn.cli.command.config.ConvertCommand;
import org.modyn.cli.command.config.ExplainCommand;
import org.modyn.cli.command.config.SchemaCommand;
import org.modyn.cli.command.config.ValidateCommand;
import org.modyn.cli.command.dataset.DatasetsCommand;
import org.modyn.cli.command.doctor.DoctorCommand;
import org.modyn.cli.command.model.ModelsCommand;
import org.modyn.cli.command.pipeline.CommandFailedException;
import org.modyn.cli.command.pipeline.EvaluateCommand;
import org.modyn.cli.command.pipeline.LogsCommand;
import org.modyn.cli.command.pipeline.PauseCommand;
import org.modyn.cli.command.pipeline.PipelinesCommand;
import org.modyn.cli.command.pipeline.RehearseCommand;
import org.modyn.cli.command.pipeline.ReportCommand;
import org.modyn.cli.command.pipeline.ResultsCommand;
import org.modyn.cli.command.pipeline.ResumeCommand;
import org.modyn.cli.command.pipeline.RetryCommand;
import org.modyn.cli.command.pipeline.RunCommand;
import org.modyn.cli.command.pipeline.StatusCommand;
import org.modyn.cli.command.pipeline.StopCommand;
import org.modyn.cli.command.pipeline.SubmitCommand;
import org.modyn.cli.command.pipeline.TrainingSetsCommand;
import org.modyn.cli.command.security.CertificatesCommand;
import org.modyn.cli.command.security.TokensCommand;
import org.modyn.cli.command.server.ServeCommand;
import org.modyn.cli.command.trigger.TriggersCommand;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.output.Printable;
import org.modyn.cli.output.StandardOutput;
import org.modyn.cli.platform.TerminatedException;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command; it also prints errors and chooses exit codes for all commands. */
@Command(
    name = "modyn",
    header = "Trains models on data that keeps arriving.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 and 143 stopped by Ctrl-C and SIGTERM.",
      "In a checkout, './modyn test' runs all tests and './modyn benchmark NAME' a benchmark."
    },
    subcommands = {
      RunCommand.class,
      RehearseCommand.class,
      SubmitCommand.class,
      PipelinesCommand.class,
      StatusCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      RetryCommand.class,
      StopCommand.class,
      LogsCommand.class,
      ReportCommand.class,
      ResultsCommand.class,
      EvaluateCommand.class,
      DatasetsCommand.class,
      TrainingSetsCommand.class,
      ModelsCommand.class,
      TriggersCommand.class,
      ValidateCommand.class,
      ConvertCommand.class,
      ExplainCommand.class,
      SchemaCommand.class,
      ServeCommand.class,
      TokensCommand.class,
      CertificatesCommand.class,
      DoctorCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class ModynCommand implements Runnable {
  /** The exit code that shells report for a process that SIGPIPE ended. */
  private static final int BROKEN_PIPE = 141;

  private static final Logger log = LoggerFactory.getLogger(ModynCommand.class);

  @Spec private CommandSpec command;

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    return commandLine(new ModynCommand());
  }

  /**
   * A command line with another root command, but the same help options, error messages and exit
   * codes.
   */
  public static CommandLine commandLine(Object rootCommand) {
    CommandLine line = new CommandLine(rootCommand);
    addHelpOptions(line);
    return line.setParameterExceptionHandler(ModynCommand::wrongUsage)
        .setExecutionExceptionHandler((exception, failing, result) -> failed(exception, failing));
  }

  private static void addHelpOptions(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    line.getSubcommands().values().forEach(ModynCommand::addHelpOptions);
  }

  /** Executes a command line; returns its exit code. */
  public static int execute(String... arguments) {
    Logging.warningsToStandardError();
    return execute(commandLine(), new FileOutputStream(FileDescriptor.out), arguments);
  }

  /**
   * Executes a command line; returns its exit code. If the output cannot be written, a successful
   * command fails: silently when the reader closed the pipe, else with a message. The output is
   * UTF-8 in every locale, because it may be redirected to a file.
   */
  static int execute(CommandLine line, OutputStream standardOutput, String... arguments) {
    StandardOutput output = new StandardOutput(standardOutput);
    PrintWriter writer =
        new PrintWriter(new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8)));
    int exitCode = line.setOut(writer).execute(arguments);
    writer.flush();
    if (exitCode != ExitCode.OK || output.failure().isEmpty()) {
      return exitCode;
    }
    if (output.isReaderGone()) {
      return BROKEN_PIPE;
    }
    line.getErr().println("error: cannot write the output: " + output.failure().get().getMessage());
    line.getErr().flush();
    return ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }

  private static int wrongUsage(ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    PrintWriter error = line.getErr();
    error.println("error: " + Printable.lines(exception.getMessage()));
    UnmatchedArgumentException.printSuggestions(exception, error);
    error.printf("see '%s --help'%n", line.getCommandSpec().qualifiedName());
    error.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Exception exception, CommandLine line) {
    if (exception instanceof TerminatedException) {
      // The signal's own exit code replaces this one.
      return ExitCode.SOFTWARE;
    }
    PrintWriter error = line.getErr();
    error.println("error: " + Printable.lines(message(exception)));
    if (exception instanceof CommandFailedException failure) {
      error.println("log: " + failure.logPath());
    }
    error.flush();
    return ExitCode.SOFTWARE;
  }

  private static String message(Throwable exception) {
    return switch (exception) {
      case CommandFailedException e -> message(e.getCause());
      case ModynException e -> e.getMessage();
      default -> {
        log.error("Internal error", exception);
        yield "internal error: " + exception;
      }
    };
  }
}
