package org.modyn.cli.command.backup;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.modyn.cli.backup.Restore;
import org.modyn.cli.platform.StoppedInstallation;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Restores a backup. */
@Command(
    name = "restore",
    header = "Restore a backup into an empty database and empty directories.",
    description = {
      "Checks all of the backup first. Pipelines go on when the servers are started. Datasets have"
          + " to be where they were, with the same modification times. A backup of an older Modyn"
          + " can be restored, one of a newer Modyn cannot.",
      "Restore only backups that you trust: they have code of pipelines."
    })
public final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "A file that 'modyn backup' has written.")
  private Path source;

  @Mixin private InstallationArguments installation;

  @Option(
      names = "--dry-run",
      description =
          "Only check the backup and, if one is named, that the installation is empty; change"
              + " nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (!dryRun) {
      installation.require();
    }
    try (TerminationSignal signal =
            TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."));
        Progress progress = Terminal.progress();
        Restore restore = signal.interruptibly(() -> Restore.of(source, progress))) {
      if (installation.areGiven()) {
        Restore.requireEmptyDirectories(installation.config());
        if (!dryRun
            || installation.stateDirectory().stream().allMatch(StoppedInstallation::exists)) {
          write(restore, signal);
        }
      }
      PrintWriter output = command.commandLine().getOut();
      output.println(
          (dryRun ? "checked: " : "restored: ") + BackupCommand.describe(restore.summary()));
      output.flush();
    }
    return ExitCode.OK;
  }

  private void write(Restore restore, TerminationSignal signal) {
    try (StoppedInstallation target = installation.open(signal)) {
      signal.interruptibly(
          () -> {
            if (dryRun) {
              restore.check(target);
            } else {
              restore.writeTo(target);
            }
            return null;
          });
    }
  }
}
