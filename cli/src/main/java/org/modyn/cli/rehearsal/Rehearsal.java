package org.modyn.cli.rehearsal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.DatasetIngest;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.rehearsal.data.MadeUpDataset;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;

/**
 * Runs pipeline files from beginning to end, for two triggers, on data that is made up, in a state
 * directory that is deleted afterwards. PostgreSQL and PyTorch are unpacked into the lasting state
 * directory, as {@code modyn run} does it, and plugins and tokenizers are taken from there.
 */
public final class Rehearsal {
  private static final int TRIGGERS = 2;
  private static final String PLUGINS = "plugins";
  private static final String TOKENIZERS = "tokenizers";

  private final Path lastingState;
  private final boolean keep;
  private final Optional<String> device;
  private final Optional<Path> ownSamples;
  private final TerminationSignal signal;
  private final Progress progress;

  /**
   * @param lastingState where {@code modyn run} would keep its state
   * @param keep whether the rehearsals' own directories stay
   * @param device instead of those in the files; empty: those, where this machine has them, else
   *     the CPU
   * @param ownSamples a folder of files to use as samples, instead of bytes that are made up
   */
  public Rehearsal(
      Path lastingState,
      boolean keep,
      Optional<String> device,
      Optional<Path> ownSamples,
      TerminationSignal signal,
      Progress progress) {
    this.lastingState = requireNonNull(lastingState, "lastingState is null");
    this.keep = keep;
    this.device = requireNonNull(device, "device is null");
    this.ownSamples = requireNonNull(ownSamples, "ownSamples is null");
    this.signal = requireNonNull(signal, "signal is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Rehearses a file.
   *
   * @param announcement gets what is going to be done, before it is
   * @throws org.modyn.common.error.ModynException with what is wrong, as a run of the file would
   *     say it
   * @throws org.modyn.cli.platform.TerminatedException when a signal has arrived
   */
  public RehearsalResult run(Path file, Consumer<RehearsalScript> announcement) {
    long start = System.nanoTime();
    PipelineConfig pipeline = ConfigLoader.load(file, PipelineConfig.class);
    try (StateDirectory state = StateDirectory.temporary(lastingState, keep)) {
      if (keep) {
        progress.message("everything is kept in " + state.path());
      }
      Logging.toFile(state.logs().resolve("rehearsal.log"));
      ScriptWriter writer =
          new ScriptWriter(
              TensorEngine.load(lastingState.resolve("natives"), 1),
              UserCode.withPlugins(lastingState.resolve(PLUGINS)),
              Tokenizers.in(lastingState.resolve(TOKENIZERS)),
              device,
              ownSamples);
      RehearsalScript script = writer.write(file, pipeline, TRIGGERS, state.path());
      announcement.accept(script);
      signal.check();
      RehearsalEvents events = perform(file, script, state);
      return events.result(TRIGGERS, (System.nanoTime() - start) / 1e9);
    } finally {
      Logging.warningsToStandardError();
    }
  }

  private RehearsalEvents perform(Path file, RehearsalScript script, StateDirectory state) {
    copyUsersFiles(PLUGINS, state);
    copyUsersFiles(TOKENIZERS, state);
    List<DatasetConfig> datasets = new ArrayList<>();
    for (MadeUpDataset dataset : script.datasets()) {
      // Numbers, because a dataset's name need not be one of a folder.
      Path folder = state.path().resolve("datasets").resolve(String.valueOf(datasets.size()));
      datasets.add(dataset.write(folder));
    }
    RehearsalEvents events = new RehearsalEvents();
    progress.message("starting the servers");
    try (LocalPlatform platform =
        LocalPlatform.startOnFreePorts(ModynConfig.defaults(), state, datasets, signal)) {
      awaitIngest(script, platform);
      try (GrpcClient supervisor =
          GrpcClient.connect("supervisor", platform.config().supervisor().address())) {
        new PipelineSession(new PipelineClient(supervisor.channel()), progress, signal)
            .watch(file, script.pipeline(), replayOptions(), events);
      }
    }
    return events;
  }

  private static ReplayOptions replayOptions() {
    return new ReplayOptions(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.of(TRIGGERS));
  }

  private void awaitIngest(RehearsalScript script, LocalPlatform platform) {
    try (GrpcClient storage = GrpcClient.connect("storage", platform.config().storage().target())) {
      DatasetIngest ingest = new DatasetIngest(storage.channel());
      for (MadeUpDataset dataset : script.datasets()) {
        signal.interruptibly(
            () -> {
              ingest.await(dataset.name(), OptionalLong.of(dataset.samples()), progress);
              return null;
            });
      }
    }
  }

  /** Copies what users have put into a directory, with its folders. */
  private void copyUsersFiles(String directory, StateDirectory state) {
    Path source = lastingState.resolve(directory);
    if (!Files.isDirectory(source)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : paths.toList()) {
        Path target = state.path().resolve(directory).resolve(source.relativize(path));
        if (Files.isDirectory(path)) {
          DurableFiles.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw DurableFiles.cannotRead(source, e);
    }
  }
}
