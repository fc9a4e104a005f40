package org.modyn.cli.command.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.cli.rehearsal.Rehearsal;
import org.modyn.cli.rehearsal.RehearsalReport;
import org.modyn.cli.rehearsal.RehearsalResult;
import org.modyn.cli.rehearsal.RehearsalScript;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.SimulatedDevices;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a reduced pipeline on generated data to find errors in its file within about a minute. */
@Command(
    name = "rehearse",
    header = "Try out pipelines on generated data.",
    description = {
      "Runs each PIPELINE from beginning to end for two triggers. Samples and labels are generated"
          + " for its parser, model and trigger; settings that take time or memory are reduced, and"
          + " every change is printed. All files are in a directory that is deleted afterwards."
          + " Without --device, the CPU replaces devices that this machine does not have.",
      "Exits with 0 if all pipelines complete, otherwise with 1 and their errors."
    })
public final class RehearseCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "Pipeline files, YAML.")
  private List<Path> files;

  @Option(
      names = "--samples",
      paramLabel = "DIRECTORY",
      description =
          "Use the files of this directory as samples, one sample per file. Required for parsers in"
              + " Java.")
  private Path samples;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description =
          "Directory with the programs of PostgreSQL and PyTorch, plugins and tokenizers; the"
              + " directory of the rehearsal is created in it. Default: ~/.modyn.")
  private Path stateDirectory;

  @Option(
      names = "--keep",
      description =
          "Keep the directory of the rehearsal, with its data and the log of the servers.")
  private boolean keep;

  @Mixin private DeviceArguments device;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    SimulatedDevices.check();
    Path state = stateDirectory == null ? ModynConfig.defaults().stateDirectory() : stateDirectory;
    List<RehearsalReport> reports = new ArrayList<>();
    try (TerminationSignal signal =
            TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."));
        Progress progress = Terminal.progress()) {
      Rehearsal rehearsal =
          new Rehearsal(
              state, keep, device.device(), Optional.ofNullable(samples), signal, progress);
      for (Path file : files) {
        reports.add(rehearse(rehearsal, file));
      }
    }
    output.print(() -> "", () -> document(reports));
    return reports.stream().allMatch(report -> report.error().isEmpty())
        ? ExitCode.OK
        : ExitCode.SOFTWARE;
  }

  private RehearsalReport rehearse(Rehearsal rehearsal, Path file) {
    if (files.size() > 1) {
      output.printText("pipeline: " + file + "\n");
    }
    AtomicReference<RehearsalScript> script = new AtomicReference<>();
    try {
      RehearsalResult result =
          rehearsal.run(
              file,
              announced -> {
                script.set(announced);
                output.printText(RehearsalReport.text(announced));
              });
      output.printText(RehearsalReport.text(result));
      return report(file, script, Optional.of(result), Optional.empty());
    } catch (ModynException e) {
      PrintWriter error = command.commandLine().getErr();
      error.println("error: " + e.getMessage());
      error.flush();
      return report(file, script, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  private static RehearsalReport report(
      Path file,
      AtomicReference<RehearsalScript> script,
      Optional<RehearsalResult> result,
      Optional<String> error) {
    return new RehearsalReport(file, Optional.ofNullable(script.get()), result, error);
  }

  private static ObjectNode document(List<RehearsalReport> reports) {
    ObjectNode document = JsonOutput.object();
    ArrayNode rehearsals = document.putArray("rehearsals");
    reports.forEach(report -> rehearsals.add(report.json()));
    return document;
  }
}
