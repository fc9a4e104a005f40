package org.modyn.cli.command.trigger;

import io.grpc.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TableOutputArguments;
import org.modyn.cli.command.output.TargetFile;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.cli.dataset.PreparedDataset;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.pipeline.PipelineFile;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.cli.report.TrialReport;
import org.modyn.cli.trial.TrialClient;
import org.modyn.cli.trial.TrialOutput;
import org.modyn.cli.trial.TrialResult;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.supervisor.trial.TrialAssumptions;
import org.modyn.supervisor.trial.TriggerTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs triggering policies over a dataset without training. */
@Command(
    name = "try",
    header = "Find out when policies would trigger, without training.",
    description = {
      "Runs the triggering policy of each PIPELINE over the samples of its dataset, as if every"
          + " trigger trained a model at once, and prints when it triggers, how many samples each"
          + " model gets, and what the trainings cost. Of several files, the table compares the"
          + " totals; json, csv and the page of --output-file have each trigger.",
      "Policies that look at time, amounts or the raw data can be tried, among them a"
          + " DataDriftTrigger with embeddings: none; those that need a model cannot.",
      "Without --supervisor, the servers are started for the duration of this command, and the"
          + " dataset that a dataset.yaml beside a PIPELINE declares is prepared, as in 'modyn"
          + " run'."
    })
public final class TriggersTryCommand implements Callable<Integer> {
  private static final EnumSet<ServerKind> SERVERS =
      EnumSet.of(
          ServerKind.STORAGE,
          ServerKind.MODEL_STORAGE,
          ServerKind.EVALUATOR,
          ServerKind.SUPERVISOR);

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "Pipeline files, YAML.")
  private List<Path> files;

  @Option(
      names = "--dataset",
      paramLabel = "FILE",
      description =
          "The file of the dataset, YAML; in place of the dataset.yaml beside each PIPELINE.")
  private Path datasetFile;

  @Option(
      names = "--start-at",
      paramLabel = "SECONDS",
      description = "Use samples from this time on, inclusive; seconds since 1970. Default: all.")
  private Long start;

  @Option(
      names = "--stop-at",
      paramLabel = "SECONDS",
      description = "Use samples up to this time, inclusive; seconds since 1970. Default: all.")
  private Long stop;

  @Option(
      names = "--samples-per-second",
      paramLabel = "N",
      description =
          "The speed of a training, as 'modyn report' shows it; each sample counts once per epoch."
              + " Prints the cost in seconds, and is required by policies that compare it.")
  private Double samplesPerSecond;

  @Option(
      names = "--output-file",
      paramLabel = "FILE",
      description = "Write an HTML page with a chart of the triggers over time.")
  private Path outputFile;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private TableOutputArguments output;

  @Override
  public Integer call() {
    requireOptions();
    if (outputFile != null) {
      TargetFile.check(outputFile);
    }
    Map<Path, PipelineConfig> pipelines = new LinkedHashMap<>();
    files.forEach(file -> pipelines.put(file, load(file)));
    Map<Path, DatasetFile> datasets = supervisor.isGiven() ? Map.of() : datasets();
    if (datasetFile != null) {
      requireDataset(pipelines, datasets.get(datasetFile));
    }
    List<TrialResult> results =
        datasets.isEmpty()
            ? supervisor.ask(
                stateDirectory,
                SERVERS,
                channel -> {
                  try (Progress progress = Terminal.progress()) {
                    return run(pipelines, channel, progress);
                  }
                })
            : runOnOwnServers(pipelines, datasets);
    TrialOutput printed = new TrialOutput(results);
    output.print(printed::table, printed::json, printed::csv);
    if (outputFile != null && !results.isEmpty()) {
      TrialReport.write(results, outputFile);
    }
    return results.size() == pipelines.size() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Reads a file, and refuses a policy that cannot be tried before any server is started. */
  private PipelineConfig load(Path file) {
    PipelineConfig pipeline = PipelineFile.load(file);
    FieldProblems problems = new FieldProblems();
    problems.check(
        "trigger",
        () -> {
          TriggerTrial.requireNoModel(pipeline.trigger(), assumptions());
          return pipeline;
        });
    if (!problems.isEmpty()) {
      ConfigLoader.refuse(file, problems.problems());
    }
    return pipeline;
  }

  private void requireDataset(Map<Path, PipelineConfig> pipelines, DatasetFile dataset) {
    String declared = dataset.dataset().name();
    pipelines.forEach(
        (file, pipeline) -> {
          if (!pipeline.data().datasetId().equals(declared)) {
            throw ModynException.invalidArgument(
                "%s: data.dataset_id is '%s', but --dataset %s declares '%s'",
                file, pipeline.data().datasetId(), datasetFile, declared);
          }
        });
  }

  private void requireOptions() {
    if (samplesPerSecond != null && !(samplesPerSecond > 0)) {
      throw new ParameterException(
          command.commandLine(),
          "--samples-per-second: " + samplesPerSecond + " is not greater than 0");
    }
    if (start != null && stop != null && stop < start) {
      throw new ParameterException(
          command.commandLine(), "--stop-at: " + stop + " is before --start-at " + start);
    }
    if (datasetFile != null && supervisor.isGiven()) {
      throw new ParameterException(
          command.commandLine(), "--dataset and --supervisor exclude each other");
    }
  }

  /** The files of the datasets to serve, by their paths. */
  private Map<Path, DatasetFile> datasets() {
    Map<Path, DatasetFile> datasets = new LinkedHashMap<>();
    if (datasetFile != null) {
      datasets.put(datasetFile, DatasetFile.load(datasetFile));
      return datasets;
    }
    for (Path file : files) {
      Path beside = file.toAbsolutePath().normalize().resolveSibling(DatasetFile.NAME);
      if (!datasets.containsKey(beside) && Files.exists(beside)) {
        datasets.put(beside, DatasetFile.load(beside));
      }
    }
    return datasets;
  }

  private List<TrialResult> runOnOwnServers(
      Map<Path, PipelineConfig> pipelines, Map<Path, DatasetFile> datasets) {
    ModynConfig defaults = ModynConfig.defaults();
    ModynConfig config =
        defaults.withSupervisor(defaults.supervisor().withMaximumRunningPipelines(0));
    try (TerminationSignal signal =
            TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."));
        StateDirectory state =
            StateDirectory.lock(stateDirectory.directory().orElse(config.stateDirectory()))) {
      Logging.toFile(state.logs().resolve("commands.log"));
      try (Progress progress = Terminal.progress()) {
        List<PreparedDataset> prepared = new ArrayList<>();
        datasets.forEach(
            (path, file) ->
                prepared.add(
                    DatasetPreparations.prepare(file, path, state.path(), progress::message)));
        progress.message("starting the servers (state: " + state.path() + ")");
        try (LocalPlatform platform =
                LocalPlatform.startOnFreePorts(
                    config,
                    state,
                    prepared.stream().map(PreparedDataset::dataset).toList(),
                    signal);
            GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
          prepared.forEach(
              dataset ->
                  platform.awaitIngest(
                      dataset.dataset().name(), dataset.samples(), signal, progress));
          return signal.interruptibly(() -> run(pipelines, client.channel(), progress));
        }
      }
    }
  }

  private TrialAssumptions assumptions() {
    return new TrialAssumptions(
        Optional.ofNullable(start),
        Optional.ofNullable(stop),
        Optional.ofNullable(samplesPerSecond));
  }

  private List<TrialResult> run(
      Map<Path, PipelineConfig> pipelines, Channel channel, Progress progress) {
    TrialClient client = new TrialClient(channel, progress);
    List<TrialResult> results = new ArrayList<>();
    pipelines.forEach(
        (file, pipeline) -> {
          try {
            results.add(client.run(file, pipeline, assumptions()));
          } catch (ModynException e) {
            if (e.category() == ErrorCategory.CANCELLED || pipelines.size() == 1) {
              throw e;
            }
            progress.message("error: " + file + ": " + e.oneLine());
          }
        });
    return results;
  }
}
