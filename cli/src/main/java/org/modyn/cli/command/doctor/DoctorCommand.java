package org.modyn.cli.command.doctor;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.doctor.Checks;
import org.modyn.cli.doctor.Diagnosis;
import org.modyn.cli.doctor.Finding.Status;
import org.modyn.cli.doctor.SystemConfiguration;
import org.modyn.common.config.system.ModynConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks what Modyn needs on this machine. */
@Command(
    name = "doctor",
    header = "Check this machine and the servers, and say what to do.",
    description = {
      "Checks Java, limits of memory and open files, directories, PyTorch's libraries (which are"
          + " unpacked if necessary), and the servers that run; with a system configuration also"
          + " its database, clocks and ports.",
      "The exit code is 0 when there is no problem, else 1."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--gpu",
      description =
          "Check also for GPUs: NVIDIA's driver, and a matrix product on each GPU. Without a GPU,"
              + " that is a problem.")
  private boolean gpu;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description =
          "The state directory of 'modyn run'. Default: that of the system configuration, ~/.modyn"
              + " without one.")
  private Path stateDirectory;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A system configuration, YAML: check its database and its servers instead of those of"
              + " 'modyn run'.")
  private Path configFile;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    Optional<SystemConfiguration> configuration =
        Optional.ofNullable(configFile).map(SystemConfiguration::read);
    Path directory =
        Optional.ofNullable(stateDirectory)
            .orElseGet(
                () ->
                    configuration
                        .flatMap(SystemConfiguration::content)
                        .orElseGet(ModynConfig::defaults)
                        .stateDirectory());
    PrintWriter error = command.commandLine().getErr();
    Diagnosis diagnosis =
        Diagnosis.of(
            Checks.of(
                directory,
                configuration,
                gpu,
                message -> {
                  error.println(message);
                  error.flush();
                }));
    output.print(diagnosis::text, diagnosis::json);
    return diagnosis.count(Status.PROBLEM) == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
