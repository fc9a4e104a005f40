package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.file.DurableFiles;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.log.LogHeader;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.state.PipelineParameters;

/** The logs of pipelines, below the evaluation directory. Thread safe. */
final class PipelineLogs {
  private final ModynConfig system;
  private final PipelineRepository repository;
  private final PipelineStateRepository states;

  PipelineLogs(ModynConfig system, PipelineRepository repository, PipelineStateRepository states) {
    this.system = requireNonNull(system, "system is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.states = requireNonNull(states, "states is null");
  }

  /**
   * Checks that logs can be written.
   *
   * @throws ModynException FAILED_PRECONDITION when they cannot, or as {@link
   *     DurableFiles#cannotWrite} for a fault of the machine
   */
  void requireWritable() {
    Path directory = system.evalDirectory();
    try {
      Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } catch (IOException e) {
      if (MachineFault.in(e).isPresent()) {
        throw DurableFiles.cannotWrite(directory, e);
      }
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot write to the evaluation directory %s: %s; configure supervisor.eval_directory"
              .formatted(directory, e),
          e);
    }
  }

  /** Returns the log of a pipeline, whether its file exists or not. */
  PipelineLog of(PipelineParameters parameters) {
    return new PipelineLog(
        system.evalDirectory(),
        new LogHeader(
            parameters.pipelineId(),
            system,
            parameters.config(),
            parameters.startReplayAt(),
            parameters.stopReplayAt()));
  }

  /** Returns the log of a pipeline: its file, or the log so far in a temporary file. */
  LogFile read(StoredPipeline pipeline) {
    if (!pipeline.status().isActive()) {
      Path file = Path.of(pipeline.logPath());
      return new LogFile(file, file, false);
    }
    PipelineLog pipelineLog = of(repository.parameters(pipeline.id()));
    Map<Stage, Integer> entered =
        states
            .position(pipeline.id())
            .map(position -> position.stages().entered())
            .orElse(Map.of());
    Path file = createTemporaryFile();
    try {
      pipelineLog.writeTo(
          file, entered, runs -> states.forEachStageRun(pipeline.id(), runs), Optional.empty());
      return new LogFile(pipelineLog.file(), file, true);
    } catch (IOException e) {
      DurableFiles.delete(file);
      throw DurableFiles.cannotWrite(file, e);
    } catch (RuntimeException e) {
      DurableFiles.delete(file);
      throw e;
    }
  }

  private static Path createTemporaryFile() {
    try {
      return Files.createTempFile("pipeline", ".log");
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  /**
   * Deletes the directory of the log, which no other pipeline uses. It can be another one than that
   * of the configuration, which may have changed, and exist before its path is recorded.
   */
  void delete(StoredPipeline pipeline) {
    String name = "pipeline_" + pipeline.id();
    Path recorded = Path.of(pipeline.logPath()).getParent();
    Path directory = recorded == null ? system.evalDirectory().resolve(name) : recorded;
    if (directory.endsWith(name)) {
      DurableFiles.deleteRecursively(directory);
    }
  }
}
