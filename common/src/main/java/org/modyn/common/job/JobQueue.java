package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a server: queued jobs, running jobs, and the most recently ended ones. Each device
 * runs a limited number of jobs at a time; others are queued, and start in order of submission. A
 * job that waits for one device does not block jobs for another. A job for several devices starts
 * when all of them have room; until then, it blocks later jobs for any of them, so that it starts
 * when the jobs before it have ended. A job is also queued while it does not fit into memory
 * together with the running jobs; smaller ones may overtake it then. A request with an id has one
 * job, no matter how often it is sent, unless that job was stopped or could not reach a server.
 *
 * <p>Jobs are in memory and lost when the server restarts. Thread safe.
 *
 * @param <J> the kind of job
 */
public final class JobQueue<J extends Job<?>> implements AutoCloseable {
  /** The maximum number of queued jobs: a request may take megabytes. */
  public static final int MAXIMUM_QUEUED = 1_000;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(4);
  private static final Logger log = LoggerFactory.getLogger(JobQueue.class);

  private final Tracer tracer;
  private final ToIntFunction<String> limitOfDevice;
  private final JobMemory memory;
  private final int maximumEnded;
  private final Map<Integer, J> jobs = new LinkedHashMap<>();
  private final Map<String, J> jobsByRequestId = new HashMap<>();
  private final LinkedHashSet<J> waiting = new LinkedHashSet<>();
  private final Map<J, Execution> running = new HashMap<>();
  private final LinkedHashSet<J> ended = new LinkedHashSet<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<EndListener> endListeners = new CopyOnWriteArrayList<>();
  private int lastId;
  private boolean closed;

  /** A queue whose jobs have no spans. */
  public JobQueue(ToIntFunction<String> limitOfDevice, JobMemory memory, int maximumEnded) {
    this(limitOfDevice, memory, maximumEnded, OpenTelemetry.noop().getTracer(""));
  }

  /**
   * @param limitOfDevice the maximum number of jobs that a device runs at a time, at least 1
   * @param memory the memory for all running jobs together
   * @param maximumEnded the number of ended jobs to keep; the one that ended first is discarded
   *     first
   * @param tracer makes a span for each job that was submitted in a trace
   */
  public JobQueue(
      ToIntFunction<String> limitOfDevice, JobMemory memory, int maximumEnded, Tracer tracer) {
    this.tracer = requireNonNull(tracer, "tracer is null");
    this.limitOfDevice = requireNonNull(limitOfDevice, "limitOfDevice is null");
    this.memory = requireNonNull(memory, "memory is null");
    this.maximumEnded = maximumEnded;
  }

  /** The thread of a running job, and when it was started, as by {@link System#nanoTime}. */
  private record Execution(Thread thread, long startNanos) {
    Duration duration() {
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }

  /** Is told that a job has ended. */
  interface EndListener {
    /**
     * @param duration since the start; zero for a job that did not start
     */
    void ended(Job<?> job, Duration duration);
  }

  /** Adds a listener, which must not block. */
  void addEndListener(EndListener listener) {
    endListeners.add(requireNonNull(listener, "listener is null"));
  }

  /** Returns the number of running jobs. */
  synchronized int numberRunning() {
    return running.size();
  }

  /** Returns the number of queued jobs. */
  synchronized int numberQueued() {
    return waiting.size();
  }

  /**
   * Adds a listener.
   *
   * @param listener is called after jobs have been queued, have started or have ended, on any
   *     thread, and must not block
   */
  public void addListener(Runnable listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
  }

  /** Returns the id for a new job: 1, 2, ... */
  public synchronized int nextId() {
    return ++lastId;
  }

  /**
   * Starts or enqueues a job, unless its request has already started one.
   *
   * @return the job of the request: this one, or the earlier one
   * @throws ModynException CANCELLED when the queue is closed, ALREADY_EXISTS when the id of the
   *     request belongs to another one, UNAVAILABLE, which clients repeat, when {@value
   *     #MAXIMUM_QUEUED} jobs are queued; the job is as if it had never been
   */
  public J submit(J job) {
    synchronized (this) {
      if (closed) {
        throw new ModynException(
            ErrorCategory.CANCELLED, "the server is shutting down and does not accept " + job);
      }
      Optional<J> started = findStartedBy(job.request());
      if (started.isPresent()) {
        return started.get();
      }
      if (waiting.size() >= MAXIMUM_QUEUED) {
        throw ModynException.unavailable(
            "%d jobs are queued, the most that this server accepts; %s is accepted when some have"
                + " ended",
            waiting.size(), job);
      }
      job.queued(this);
      boolean isQueued = false;
      try {
        jobs.put(job.id(), job);
        if (job.request().hasId()) {
          jobsByRequestId.put(job.request().id(), job);
        }
        isQueued = waiting.add(job);
      } finally {
        // out of memory half way, a job would be known and never run
        if (!isQueued) {
          forget(job);
        }
      }
    }
    startWaiting();
    return job;
  }

  private void startWaiting() {
    Map<J, Throwable> notStarted = new LinkedHashMap<>();
    synchronized (this) {
      Set<String> awaited = new HashSet<>();
      for (Iterator<J> next = waiting.iterator(); !closed && next.hasNext(); ) {
        J job = next.next();
        boolean mayRun = job.devices().stream().noneMatch(awaited::contains) && haveRoom(job);
        if (!mayRun) {
          awaited.addAll(job.devices());
        } else if (fits(job)) {
          next.remove();
          Thread thread =
              Thread.ofPlatform().daemon().name(job.name()).unstarted(() -> execute(job));
          running.put(job, new Execution(thread, System.nanoTime()));
          job.started();
          try {
            thread.start();
          } catch (OutOfMemoryError e) {
            notStarted.put(job, e);
          }
        }
      }
    }
    notStarted.forEach(
        (job, failure) -> {
          job.fail(failure);
          hasEnded(job);
        });
    listeners.forEach(Runnable::run);
  }

  private boolean fits(J job) {
    return running.isEmpty()
        || running.keySet().stream()
            .map(Job::memory)
            .reduce(job.memory(), JobMemory::plus)
            .fitsInto(memory);
  }

  private boolean haveRoom(J job) {
    return job.devices().stream()
        .allMatch(device -> runningOn(device) < limitOfDevice.applyAsInt(device));
  }

  private long runningOn(String device) {
    return running.keySet().stream().filter(job -> job.devices().contains(device)).count();
  }

  private void execute(J job) {
    try {
      job.execute(tracer);
    } finally {
      hasEnded(job);
    }
  }

  /** Starts the next jobs of a job's devices, and discards old ones. */
  private void hasEnded(J job) {
    tidyUp(job, job::onEnd);
    release(job);
  }

  private void release(J job) {
    List<J> forgotten = new ArrayList<>();
    Optional<Execution> execution;
    synchronized (this) {
      if (!job.release()) {
        return;
      }
      execution = Optional.ofNullable(running.remove(job));
      if (jobs.get(job.id()) == job) {
        ended.add(job);
      } else {
        forgotten.add(job);
      }
      while (ended.size() > maximumEnded) {
        J oldest = ended.removeFirst();
        forget(oldest);
        forgotten.add(oldest);
      }
    }
    Duration duration = execution.map(Execution::duration).orElse(Duration.ZERO);
    endListeners.forEach(listener -> listener.ended(job, duration));
    startWaiting();
    forgotten.forEach(old -> tidyUp(old, old::onDiscarded));
  }

  private synchronized void forget(J job) {
    jobs.remove(job.id());
    jobsByRequestId.remove(job.request().id(), job);
  }

  private static void tidyUp(Job<?> job, Runnable action) {
    try {
      action.run();
    } catch (ModynException e) {
      log.warn("{} did not release all resources: {}", job, e.getMessage(), e);
    }
  }

  /** Returns a job that is queued, running, or among the last ended ones. */
  public synchronized Optional<J> find(int id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /**
   * As {@link #find(int)}, for a caller that also knows the request.
   *
   * @param requestId the id of the request that started the job; jobs of other requests are not
   *     found. Empty matches any request
   */
  public Optional<J> find(int id, String requestId) {
    return find(id).filter(job -> requestId.isEmpty() || job.request().id().equals(requestId));
  }

  /**
   * Returns the job that a request has started; always empty for a request without an id. Also
   * empty when that job was stopped, or has failed because a server was unreachable: the request
   * can then start another one.
   *
   * @throws ModynException ALREADY_EXISTS when the id of the request belongs to another one
   */
  public synchronized Optional<J> findStartedBy(JobRequest request) {
    J started = request.hasId() ? jobsByRequestId.get(request.id()) : null;
    if (started != null && !started.request().equals(request)) {
      throw ModynException.alreadyExists(
          "request_id: \"%s\" belongs to another request, which started %s", request.id(), started);
    }
    return Optional.ofNullable(started).filter(job -> !job.isRepeatable());
  }

  /**
   * Returns the running jobs, by id, then the queued ones in the order in which they will start.
   */
  public synchronized List<J> unfinished() {
    List<J> unfinished = new ArrayList<>(running.keySet());
    unfinished.sort(Comparator.comparingInt(Job::id));
    unfinished.addAll(waiting);
    return unfinished;
  }

  /**
   * Returns the position of a job in the queue of its devices. The next job to start has the
   * position 1, and so has a job that is just being started.
   */
  synchronized int position(Job<?> job) {
    int position = 1;
    for (J other : waiting) {
      if (other == job) {
        return position;
      }
      if (!Collections.disjoint(other.devices(), job.devices())) {
        position++;
      }
    }
    return 1;
  }

  void stop(Job<?> job) {
    Optional<J> waited;
    synchronized (this) {
      waited = waiting.stream().filter(other -> other == job).findFirst();
      waited.ifPresent(waiting::remove);
    }
    if (waited.isPresent()) {
      waited.get().endBeforeStart();
      hasEnded(waited.get());
    } else {
      job.interrupt();
      abandonIfStuck(job);
    }
  }

  /** Java cannot end a thread: one that loops is abandoned, and its device is given to others. */
  private void abandonIfStuck(Job<?> stopped) {
    Optional<J> job;
    Thread thread;
    synchronized (this) {
      job = running.keySet().stream().filter(other -> other == stopped).findFirst();
      thread = job.map(running::get).map(Execution::thread).orElse(null);
    }
    if (thread != null) {
      Thread.ofVirtual()
          .name("stop-" + stopped.name())
          .start(() -> abandonIfStuck(job.get(), thread));
    }
  }

  private void abandonIfStuck(J job, Thread thread) {
    try {
      if (!thread.join(STOP_TIMEOUT)) {
        log.warn(
            "{} still runs {} seconds after it was stopped, probably in a user's function; it is"
                + " abandoned",
            job,
            STOP_TIMEOUT.toSeconds());
        job.abandon();
        release(job);
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted while {} ends", job, e);
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Discards a job, and stops it if it is queued or running. Does nothing if there is no such job.
   *
   * @param requestId as for {@link #find(int, String)}
   */
  public void remove(int id, String requestId) {
    J job;
    boolean hadEnded;
    synchronized (this) {
      Optional<J> found = find(id, requestId);
      if (found.isEmpty()) {
        return;
      }
      job = found.get();
      forget(job);
      hadEnded = ended.remove(job);
    }
    if (hadEnded) {
      tidyUp(job, job::onDiscarded);
    } else {
      stop(job);
    }
  }

  /** Stops all jobs, and waits for their end for at most four seconds. */
  @Override
  public void close() {
    List<J> stopped;
    List<Thread> threads;
    synchronized (this) {
      closed = true;
      stopped = new ArrayList<>(waiting);
      stopped.addAll(running.keySet());
      threads = running.values().stream().map(Execution::thread).toList();
    }
    stopped.forEach(this::stop);
    long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    try {
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
          log.warn(
              "{} is still running after {} seconds", thread.getName(), CLOSE_TIMEOUT.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted while jobs end", e);
      Thread.currentThread().interrupt();
    }
  }
}
