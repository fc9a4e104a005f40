package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.proto.supervisor.TrainingSummary;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.log.LogHeader;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.log.StageRecorder;
import org.modyn.supervisor.status.PipelineEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts pipelines, and keeps the running and the most recently ended ones. Thread safe. */
public final class Pipelines implements AutoCloseable {
  private static final int MAXIMUM_TAKEN_IDS = 20;
  private static final int DEFAULT_SELECTOR_BATCH_SIZE = 128;
  private static final int REMEMBERED_RUNS = 100;
  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);
  private static final Logger log = LoggerFactory.getLogger(Pipelines.class);

  private final ModynConfig system;
  private final ServiceClients clients;
  private final PipelineRepository repository;
  private final Map<Integer, PipelineRun> runs = new LinkedHashMap<>();
  private boolean closed;

  public Pipelines(ModynConfig system, ServiceClients clients, PipelineRepository repository) {
    this.system = requireNonNull(system, "system is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.repository = requireNonNull(repository, "repository is null");
  }

  /**
   * Returns all problems of a pipeline, by the field of the pipeline file.
   *
   * @throws ModynException UNAVAILABLE when a server that takes part in the validation is
   *     unreachable
   */
  public List<FieldProblem> validate(PipelineConfig config) {
    return new PipelineValidator(system, clients).check(config);
  }

  /**
   * Returns the trainings of all pipelines: the running ones, then the waiting ones in the order in
   * which they will start.
   */
  public List<TrainingSummary> trainings() {
    return clients.trainer().unfinished();
  }

  /**
   * Registers a pipeline with the other servers and starts it.
   *
   * @param start a request whose pipeline {@link #validate} has accepted
   * @return the pipeline's id
   * @throws ModynException when the pipeline cannot be started; nothing is running then
   */
  public int start(PipelineStart start) {
    requireWritable(system.evalDirectory());
    if (!clients.trainer().isAvailable()) {
      throw ModynException.unavailable(
          "the trainer server at %s does not accept trainings at the moment",
          system.trainerServer().address());
    }
    long startPosition = clients.storage().ingestPosition(start.config().data().datasetId());
    int pipelineId = register(start);
    try {
      run(start, pipelineId, startPosition);
    } catch (RuntimeException | Error e) {
      fail(pipelineId, e);
      throw e;
    }
    return pipelineId;
  }

  /**
   * Registers a pipeline under a new id. An id that another client has registered with another
   * server is skipped.
   */
  private int register(PipelineStart start) {
    for (int attempt = 1; ; attempt++) {
      int pipelineId =
          repository.add(
              start.config().pipeline().name(),
              ConfigLoader.toJson(start.config()),
              start.startReplayAt(),
              start.stopReplayAt(),
              start.maximumTriggers());
      try {
        clients.selector().registerPipeline(pipelineId, start.config());
        clients.modelStorage().registerPipeline(pipelineId, start.config());
        return pipelineId;
      } catch (ModynException e) {
        fail(pipelineId, e);
        if (e.category() != ErrorCategory.ALREADY_EXISTS || attempt == MAXIMUM_TAKEN_IDS) {
          throw e;
        }
        log.warn(
            "The pipeline id {} is in use by another client, taking the next one: {}",
            pipelineId,
            e.getMessage());
      } catch (RuntimeException | Error e) {
        fail(pipelineId, e);
        throw e;
      }
    }
  }

  private void fail(int pipelineId, Throwable reason) {
    repository.end(
        pipelineId, PipelineStatus.FAILED, Optional.of(String.valueOf(reason.getMessage())), 0);
  }

  private void run(PipelineStart start, int pipelineId, long startPosition) {
    PipelineLog pipelineLog =
        PipelineLog.create(
            system.evalDirectory(),
            new LogHeader(
                pipelineId, system, start.config(), start.startReplayAt(), start.stopReplayAt()));
    repository.setLogPath(pipelineId, pipelineLog.file().toString());
    PipelineState state = new PipelineState();
    PipelineContext context =
        new PipelineContext(
            new PipelineParameters(
                pipelineId,
                start.config(),
                startPosition,
                start.startReplayAt(),
                start.stopReplayAt(),
                start.maximumTriggers(),
                selectorBatchSize(start.config().data().datasetId())),
            state,
            clients,
            pipelineLog,
            new StageRecorder(pipelineLog, state::position),
            new PipelineEvents());
    add(new PipelineRun(context, repository));
  }

  private synchronized void add(PipelineRun run) {
    if (closed) {
      throw ModynException.unavailable("the supervisor is shutting down");
    }
    Iterator<PipelineRun> oldest = runs.values().iterator();
    while (runs.size() >= REMEMBERED_RUNS && oldest.hasNext()) {
      if (oldest.next().events().ended().isPresent()) {
        oldest.remove();
      }
    }
    runs.put(run.pipelineId(), run);
    run.start();
  }

  private int selectorBatchSize(String datasetId) {
    return system.storage().datasets().stream()
        .filter(dataset -> dataset.name().equals(datasetId))
        .mapToInt(DatasetConfig::selectorBatchSize)
        .findFirst()
        .orElse(DEFAULT_SELECTOR_BATCH_SIZE);
  }

  private static void requireWritable(Path directory) {
    try {
      Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot write to the evaluation directory %s: %s; configure supervisor.eval_directory"
              .formatted(directory, e),
          e);
    }
  }

  /** Returns a pipeline that runs or has ended recently. */
  public synchronized Optional<PipelineRun> find(int pipelineId) {
    return Optional.ofNullable(runs.get(pipelineId));
  }

  /**
   * Stops a pipeline with its training or evaluations, and waits until it has ended, at most eight
   * seconds; one that a server keeps for longer ends by itself.
   *
   * @return false when it has already completed its work
   * @throws ModynException NOT_FOUND when there is no such pipeline; FAILED_PRECONDITION while it
   *     is being started
   */
  public boolean stop(int pipelineId) {
    Optional<PipelineRun> run = find(pipelineId);
    if (run.isEmpty()) {
      PipelineStatus status =
          repository
              .find(pipelineId)
              .orElseThrow(() -> ModynException.notFound("there is no pipeline %d", pipelineId))
              .status();
      if (status == PipelineStatus.RUNNING) {
        throw ModynException.failedPrecondition(
            "pipeline %d is still being started; try again", pipelineId);
      }
      return false;
    }
    boolean stopped = run.get().stop(StopReason.REQUEST);
    try {
      run.get().awaitEnd(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED,
          String.format(Locale.ROOT, "interrupted while pipeline %d ends", pipelineId),
          e);
    }
    return stopped;
  }

  /** Stops all pipelines and their trainings; waits for them at most five seconds. */
  @Override
  public void close() {
    List<PipelineRun> running;
    synchronized (this) {
      closed = true;
      running = new ArrayList<>(runs.values());
    }
    running.forEach(run -> run.stop(StopReason.SHUTDOWN));
    long deadline = System.nanoTime() + CANCEL_TIMEOUT.toNanos();
    try {
      for (PipelineRun run : running) {
        run.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      log.warn("Interrupted while pipelines end", e);
      Thread.currentThread().interrupt();
    }
  }
}
