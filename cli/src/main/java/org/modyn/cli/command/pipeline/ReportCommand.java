package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.FetchedLog;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.report.Comparison;
import org.modyn.cli.report.ComparisonOutput;
import org.modyn.cli.report.HtmlReport;
import org.modyn.cli.report.PipelineResult;
import org.modyn.cli.report.RunSummary;
import org.modyn.cli.report.log.PipelineLogReader;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports on one pipeline, or compares several. */
@Command(
    name = "report",
    header = "Write an HTML report on a pipeline, or compare several.",
    description = {
      "The report of one pipeline has each metric over time and by model and interval, and the"
          + " triggers with their cost; that of several compares their metrics with their cost. A"
          + " summary is printed.",
      "Pipelines are named by their ids, for which the supervisor sends the logs, or by their log"
          + " files, also those of the original Modyn. Of a running pipeline, the log so far is"
          + " used."
    })
public final class ReportCommand implements Callable<Integer> {
  private static final String DEFAULT_NAME = "report.html";

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", arity = "0..*", description = "Ids of pipelines.")
  private List<Integer> pipelineIds = List.of();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Log files of pipelines: pipeline.log.")
  private List<Path> files = List.of();

  @Option(
      names = "--output-file",
      paramLabel = "FILE",
      description =
          "Where to write the HTML report. Default: report.html, beside the log if it is one file,"
              + " else in the working directory.")
  private Path outputFile;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private ResultArguments result;

  @Override
  public Integer call() {
    if (pipelineIds.isEmpty() && files.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "name a pipeline, by its id or with --log");
    }
    List<FetchedLog> logs = new ArrayList<>();
    if (!pipelineIds.isEmpty()) {
      logs.addAll(supervisor.ask(stateDirectory, this::fetch));
    }
    files.forEach(
        file -> logs.add(new FetchedLog(PipelineLogReader.read(file), file.toString(), true)));
    Path report = reportFile().toAbsolutePath();
    if (logs.size() == 1) {
      report(logs.getFirst(), report);
    } else {
      logs.forEach(ReportCommand::requireEvaluations);
      compare(logs, report);
    }
    return ExitCode.OK;
  }

  private List<FetchedLog> fetch(Channel channel) {
    PipelineClient client = new PipelineClient(channel);
    return pipelineIds.stream().map(client::log).toList();
  }

  private static void requireEvaluations(FetchedLog log) {
    if (log.log().evaluations().isEmpty()) {
      throw ModynException.failedPrecondition(
          "%s has no evaluations to compare%s; report it alone for its triggers and their cost",
          log.path(), log.isComplete() ? "" : " so far");
    }
  }

  private void report(FetchedLog log, Path file) {
    RunSummary summary =
        new RunSummary(
            new PipelineResult(log.log(), result.firstModelTrigger()),
            log.path(),
            Optional.of(file.toString()));
    HtmlReport.write(summary, file);
    result.print(summary);
  }

  private void compare(List<FetchedLog> logs, Path file) {
    ComparisonOutput comparison =
        new ComparisonOutput(new Comparison(logs.stream().map(FetchedLog::log).toList()));
    comparison.write(file);
    result.print(comparison, file.toString());
  }

  private Path reportFile() {
    if (outputFile != null) {
      return outputFile;
    }
    if (pipelineIds.isEmpty() && files.size() == 1) {
      Path beside = files.getFirst().toAbsolutePath().resolveSibling(DEFAULT_NAME);
      if (Files.isWritable(beside.getParent())) {
        return beside;
      }
    }
    return Path.of(DEFAULT_NAME);
  }
}
