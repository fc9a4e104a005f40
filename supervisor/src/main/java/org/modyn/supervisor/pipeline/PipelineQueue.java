package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipelines that run, those that wait until another one ends, and the most recently ended ones.
 * A limited number runs at the same time; the others start in the order in which they were added.
 * Thread safe.
 */
final class PipelineQueue {
  private static final int REMEMBERED_RUNS = 100;
  private static final Logger log = LoggerFactory.getLogger(PipelineQueue.class);

  private final int limit;
  private final PipelineRepository repository;
  private final Map<Integer, PipelineRun> runs = new LinkedHashMap<>();
  private final Queue<PipelineRun> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;
  private volatile View view = new View(List.of(), 0, 0);

  /**
   * @param limit the maximum number of pipelines that run at the same time
   */
  PipelineQueue(int limit, PipelineRepository repository) {
    this.limit = limit;
    this.repository = requireNonNull(repository, "repository is null");
  }

  /**
   * @param stalled those of the running ones that wait for an unavailable server or database
   */
  record Counts(int running, int queued, int stalled) {}

  /** The state of the queue after its last change. */
  private record View(List<PipelineRun> runs, int running, int queued) {}

  /**
   * Returns the numbers of pipelines in each state. Does not wait for a change of the queue that is
   * in progress, which may take as long as a statement of the database.
   */
  Counts counts() {
    View current = view;
    long stalled = current.runs().stream().filter(run -> run.waiting().isPresent()).count();
    return new Counts(current.running(), current.queued(), Math.toIntExact(stalled));
  }

  private void changed() {
    view = new View(List.copyOf(runs.values()), running, waiting.size());
  }

  /**
   * Checks whether another pipeline may be added.
   *
   * @throws ModynException RESOURCE_EXHAUSTED when {@value Pipelines#MAXIMUM_QUEUED} pipelines wait
   */
  synchronized void requireRoom() {
    if (waiting.size() >= Pipelines.MAXIMUM_QUEUED) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          String.format(
              Locale.ROOT,
              "%d pipelines are queued, the most that a supervisor accepts; submit this one when"
                  + " some have ended, or stop some",
              waiting.size()));
    }
  }

  /** Starts a pipeline, at once or later. */
  synchronized void add(PipelineRun run) {
    repository.setStatus(run.pipelineId(), PipelineStatus.QUEUED);
    runs.remove(run.pipelineId());
    forgetOldest();
    runs.put(run.pipelineId(), run);
    waiting.add(run);
    startWaiting();
    changed();
    if (waiting.contains(run)) {
      String line =
          String.format(
              Locale.ROOT,
              "queued: at most %d pipelines run at the same time"
                  + " (supervisor.maximum_running_pipelines)",
              limit);
      run.events().add(PipelineEvent.Note.passing(line));
    }
  }

  private void startWaiting() {
    while (!closed && !waiting.isEmpty() && running < limit) {
      PipelineRun run = waiting.element();
      repository.setStatus(run.pipelineId(), PipelineStatus.RUNNING);
      waiting.remove();
      running++;
      run.start();
    }
  }

  private void forgetOldest() {
    Iterator<PipelineRun> oldest = runs.values().iterator();
    while (runs.size() >= REMEMBERED_RUNS && oldest.hasNext()) {
      if (oldest.next().events().ended().isPresent()) {
        oldest.remove();
      }
    }
  }

  /** Starts the next pipeline: the thread of one has ended. */
  synchronized void ended(PipelineRun run) {
    log.debug("The thread of pipeline {} has ended", run.pipelineId());
    running--;
    startWaiting();
    changed();
  }

  /** Returns a pipeline that runs, waits, or has ended recently. */
  synchronized Optional<PipelineRun> find(int pipelineId) {
    return Optional.ofNullable(runs.get(pipelineId));
  }

  /** Removes a pipeline that waits, so that it does not start; returns false if it does not. */
  synchronized boolean withdraw(PipelineRun run) {
    boolean withdrawn = waiting.remove(run);
    changed();
    return withdrawn;
  }

  /** Forgets a pipeline that has ended. */
  synchronized void forget(int pipelineId) {
    runs.remove(pipelineId);
    changed();
  }

  /** Removes and returns all pipelines; those that wait do not start. */
  synchronized List<PipelineRun> clear() {
    List<PipelineRun> removed = List.copyOf(runs.values());
    waiting.clear();
    runs.clear();
    changed();
    return removed;
  }

  /** Starts no further pipeline; returns all. */
  synchronized List<PipelineRun> close() {
    closed = true;
    return List.copyOf(runs.values());
  }
}
