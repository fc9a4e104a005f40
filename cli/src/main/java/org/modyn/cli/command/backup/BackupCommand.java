package org.modyn.cli.command.backup;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.modyn.cli.backup.Backup;
import org.modyn.cli.backup.BackupSummary;
import org.modyn.cli.command.output.TargetFile;
import org.modyn.cli.output.Counts;
import org.modyn.cli.platform.StoppedInstallation;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a backup. */
@Command(
    name = "backup",
    header = "Back up the database and the files of stopped servers.",
    description = {
      "Writes one file with all that pipelines need to go on: the tables of the database, samples"
          + " and training sets of the selector, models, logs, plugins and tokenizers. Datasets are"
          + " not in it, nor are checkpoints. All servers have to be stopped; pipelines need not"
          + " have ended.",
      "'modyn restore FILE --dry-run' checks a backup."
    })
public final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "FILE",
      description = "The file to write, which must not exist. Only its owner can read it.")
  private Path target;

  @Mixin private InstallationArguments installation;

  @Option(
      names = "--allow-missing-files",
      description = "Back up also if files are missing that the database refers to.")
  private boolean allowMissingFiles;

  @Override
  public Integer call() {
    installation.require();
    TargetFile.check(target);
    if (Files.exists(target)) {
      throw ModynException.alreadyExists("%s exists already; name another file", target);
    }
    installation
        .stateDirectory()
        .filter(directory -> !StoppedInstallation.exists(directory))
        .ifPresent(
            directory -> {
              throw ModynException.notFound(
                  "--state-dir: %s is not the state directory of a 'modyn run'", directory);
            });
    try (TerminationSignal signal =
            TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."));
        Progress progress = Terminal.progress();
        StoppedInstallation stopped = installation.open(signal)) {
      BackupSummary summary =
          signal.interruptibly(
              () -> new Backup(stopped, progress).write(target, allowMissingFiles));
      PrintWriter output = command.commandLine().getOut();
      output.println("backup: " + describe(summary));
      output.flush();
    }
    return ExitCode.OK;
  }

  static String describe(BackupSummary summary) {
    return "%s, made %s by Modyn %s: %s tables, %s files, %s bytes before compression"
        .formatted(
            summary.file(),
            summary.createdAt(),
            summary.modynVersion(),
            Counts.text(summary.tables()),
            Counts.text(summary.files()),
            Counts.text(summary.bytes()));
  }
}
