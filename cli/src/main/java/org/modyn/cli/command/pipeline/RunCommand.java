package org.modyn.cli.command.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.cli.dataset.PreparedDataset;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineFile;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminatedException;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.cli.report.RunSummary;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.ml.library.PyTorchLibrary;
import org.modyn.ml.tensor.SimulatedDevices;
import org.modyn.proto.supervisor.PipelineSummary;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts all servers in this process and runs one pipeline on them. */
@Command(
    name = "run",
    header = "Run a pipeline with everything it needs, and stop again.",
    description = {
      "Starts an embedded PostgreSQL and all servers in one process, prepares the dataset that a"
          + " dataset.yaml beside PIPELINE declares, replays its data through the pipeline, prints"
          + " the result and stops everything.",
      "Ctrl-C stops it at any moment; the exit code is then 130. --resume continues a pipeline that"
          + " was stopped or paused, or has failed; when it is paused, the command ends without a"
          + " result, with exit code 0. One whose 'modyn run' was killed continues with"
          + " the next 'modyn run' in the state directory."
    })
public final class RunCommand implements Callable<Integer> {
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

  private static final int MAXIMUM_PORT = 65535;

  /** The names of the options that are fixed when a pipeline starts. */
  private static final List<String> START_OPTIONS =
      List.of("--device", "--start-replay-at", "--stop-replay-at", "--maximum-triggers");

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "PIPELINE",
      arity = "0..1",
      description =
          "The pipeline file, YAML. With --resume, only the dataset.yaml beside it is used.")
  private Path pipelineFile;

  @Option(
      names = "--resume",
      paramLabel = "PIPELINE_ID",
      description =
          "Continue this pipeline of the state directory from its last position, instead of"
              + " starting one.")
  private Integer resumed;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description = "Where everything is kept. Default: that of the configuration, or ~/.modyn.")
  private Path stateDirectory;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The system configuration, YAML. Default: everything has a default.")
  private Path configFile;

  @Option(
      names = "--start-replay-at",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Replay data from this time on; seconds since 1970, negative before. Default: 0, all"
              + " data.")
  private int startReplayAt;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Answer /healthz, /readyz and /metrics over HTTP on this port of 127.0.0.1 during the"
              + " run; 0 chooses a free one. Default: no.")
  private Integer httpPort;

  @Mixin private DeviceArguments device;
  @Mixin private ReplayArguments replay;
  @Mixin private ResultArguments result;

  @Override
  public Integer call() {
    requireArguments();
    SimulatedDevices.check();
    ReplayOptions options = replay.toOptions(OptionalInt.of(startReplayAt));
    Optional<PipelineConfig> pipeline =
        resumed == null ? Optional.of(PipelineFile.load(pipelineFile)) : Optional.empty();
    ModynConfig config =
        configFile == null
            ? ModynConfig.defaults()
            : ConfigLoader.load(configFile, ModynConfig.class);
    Optional<DatasetFile> dataset = datasetBesidePipeline();
    pipeline.ifPresent(loaded -> requireDatasets(loaded, dataset, config));
    Path directory = stateDirectory == null ? config.stateDirectory() : stateDirectory;
    try (TerminationSignal signal =
            TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."));
        StateDirectory state = StateDirectory.lock(directory)) {
      Path log =
          state
              .logs()
              .resolve("run-" + LOG_TIME.format(LocalDateTime.now(ZoneOffset.UTC)) + ".log");
      Logging.toFile(log);
      try (Progress progress = Terminal.progress()) {
        Function<PipelineSession, Optional<RunSummary>> action =
            pipeline
                .map(loaded -> device.apply(loaded, progress::message))
                .map(onDevice -> start(onDevice, options))
                .orElse(session -> session.resume(resumed, result.firstModelTrigger()));
        run(action, config, dataset, state, signal, progress);
      } catch (TerminatedException e) {
        LoggerFactory.getLogger(RunCommand.class).info("Stopped by a signal", e);
        throw e;
      } catch (RuntimeException e) {
        LoggerFactory.getLogger(RunCommand.class).error("The run failed", e);
        throw new CommandFailedException(e, log.toString());
      }
    }
    return 0;
  }

  private void requireArguments() {
    if (resumed == null && pipelineFile == null) {
      throw new ParameterException(command.commandLine(), "Missing required parameter: 'PIPELINE'");
    }
    for (String option : START_OPTIONS) {
      if (resumed != null && command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(), option + " and --resume exclude each other");
      }
    }
  }

  private OptionalInt httpPort() {
    if (httpPort == null) {
      return OptionalInt.empty();
    }
    if (httpPort < 0 || httpPort > MAXIMUM_PORT) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT, "--http-port: %d is not a port, 0 to %d", httpPort, MAXIMUM_PORT));
    }
    return OptionalInt.of(httpPort);
  }

  private Function<PipelineSession, Optional<RunSummary>> start(
      PipelineConfig pipeline, ReplayOptions options) {
    return session -> session.run(pipelineFile, pipeline, options, result.firstModelTrigger());
  }

  private void run(
      Function<PipelineSession, Optional<RunSummary>> action,
      ModynConfig config,
      Optional<DatasetFile> datasetFile,
      StateDirectory state,
      TerminationSignal signal,
      Progress progress) {
    Optional<PreparedDataset> dataset =
        datasetFile.map(
            file ->
                DatasetPreparations.prepare(
                    file, datasetLocation(), state.path(), progress::message));
    List<DatasetConfig> datasets = dataset.map(PreparedDataset::dataset).stream().toList();
    PyTorchLibrary.find(state.path().resolve("natives"), progress::message);
    progress.message("starting the servers (state: " + state.path() + ")");
    try (LocalPlatform platform =
            LocalPlatform.start(config, state, datasets, httpPort(), signal, progress::message);
        GrpcClient supervisor = platform.connect(ServerKind.SUPERVISOR)) {
      platform
          .httpAddress()
          .ifPresent(address -> progress.message("HTTP endpoint: http://" + address));
      PipelineSession session =
          new PipelineSession(
              new PipelineClient(supervisor.channel(), GrpcClient.DEFAULT_PATIENCE),
              progress,
              signal,
              PipelineSession.Servers.OWN);
      session.active().stream()
          .filter(unfinished -> resumed == null || unfinished.getPipelineId() != resumed)
          .forEach(unfinished -> progress.message(describe(unfinished, state)));
      dataset.ifPresent(
          prepared ->
              platform.awaitIngest(
                  prepared.dataset().name(), prepared.samples(), signal, progress));
      action.apply(session).ifPresent(result::print);
    }
  }

  private static String describe(PipelineSummary unfinished, StateDirectory state) {
    return String.format(
        Locale.ROOT,
        "pipeline %1$d (%2$s) of an earlier run continues beside this one; to end it: modyn stop"
            + " %1$d --state-dir %3$s; to see its end: modyn run --resume %1$d",
        unfinished.getPipelineId(),
        unfinished.getName(),
        state.path());
  }

  private Path datasetLocation() {
    return pipelineFile.toAbsolutePath().resolveSibling(DatasetFile.NAME);
  }

  private Optional<DatasetFile> datasetBesidePipeline() {
    if (pipelineFile == null) {
      return Optional.empty();
    }
    Path location = datasetLocation();
    return Files.exists(location) ? Optional.of(DatasetFile.load(location)) : Optional.empty();
  }

  private void requireDatasets(
      PipelineConfig pipeline, Optional<DatasetFile> beside, ModynConfig config) {
    List<String> known =
        Stream.concat(
                beside.map(DatasetFile::dataset).stream(), config.storage().datasets().stream())
            .map(DatasetConfig::name)
            .toList();
    requireDataset(pipeline.data().datasetId(), "data.dataset_id", known);
    for (EvaluationDatasetConfig dataset :
        pipeline.evaluation().map(EvaluationConfig::datasets).orElse(List.of())) {
      requireDataset(dataset.datasetId(), "evaluation.datasets", known);
    }
  }

  private void requireDataset(String wanted, String field, List<String> known) {
    if (!known.contains(wanted)) {
      throw ModynException.notFound(
          "%s: %s: there is no dataset '%s'; declare it in %s or in the system configuration"
              + " (known: %s)",
          pipelineFile,
          field,
          wanted,
          datasetLocation(),
          known.isEmpty() ? "none" : String.join(", ", known));
    }
  }
}
