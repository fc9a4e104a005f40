package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;

/**
 * The calls that watch jobs. A call receives the status of its job when it begins, when the job or
 * one before it in the queue starts or ends, and four times a second if it has changed since. It
 * ends with the job.
 *
 * <p>A watch takes no thread; one thread of this object looks for progress, and only while there
 * are watches. A client that is slow to receive misses statuses but the last. Thread safe.
 */
public final class JobWatches implements AutoCloseable {
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);

  private final String server;
  private final Duration progressInterval;
  private final Set<Watch<?>> watches = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor progress;
  private volatile boolean closed;

  /**
   * @param server the name of the server, for messages
   */
  public JobWatches(String server) {
    this(server, PROGRESS_INTERVAL);
  }

  JobWatches(String server, Duration progressInterval) {
    this.progressInterval = requireNonNull(progressInterval, "progressInterval is null");
    this.server = requireNonNull(server, "server is null");
    progress =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("job-progress").factory());
    progress.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    // so that its thread ends when there are no watches
    progress.setKeepAliveTime(1, TimeUnit.SECONDS);
    progress.allowCoreThreadTimeOut(true);
  }

  /** Sends statuses that have changed at once; the listener of the {@link JobQueue}. */
  public void jobsChanged() {
    watches.forEach(Watch::send);
  }

  /**
   * Answers a call, until the job has ended or the client cancels the call. Must be called on the
   * thread of its handler.
   *
   * @param observer the observer that gRPC passed to the handler
   * @param status makes a message of the current status; must not block
   * @param isLast whether the status of a message does not change any more
   */
  public <T> void watch(
      StreamObserver<T> observer, Supplier<T> status, Predicate<? super T> isLast) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
    Watch<T> watch = new Watch<>(call, status, isLast);
    call.setOnReadyHandler(watch::send);
    call.setOnCancelHandler(watch::cancelled);
    watches.add(watch);
    if (closed) {
      watch.fail(stopping());
      return;
    }
    watch.send();
    sendLater(watch);
  }

  private void sendLater(Watch<?> watch) {
    if (!closed && watches.contains(watch)) {
      progress.schedule(
          () -> {
            watch.send();
            sendLater(watch);
          },
          progressInterval.toNanos(),
          TimeUnit.NANOSECONDS);
    }
  }

  /** Ends all watches with UNAVAILABLE, and those that are added later. */
  @Override
  public void close() {
    closed = true;
    progress.shutdownNow();
    watches.forEach(watch -> watch.fail(stopping()));
  }

  /** Returns the number of watches. */
  int size() {
    return watches.size();
  }

  private ModynException stopping() {
    return ModynException.unavailable("the %s is stopping", server);
  }

  private final class Watch<T> {
    private final ServerCallStreamObserver<T> call;
    private final Supplier<T> status;
    private final Predicate<? super T> isLast;
    private Optional<T> sent = Optional.empty();
    private boolean ended;

    Watch(ServerCallStreamObserver<T> call, Supplier<T> status, Predicate<? super T> isLast) {
      this.call = requireNonNull(call, "call is null");
      this.status = requireNonNull(status, "status is null");
      this.isLast = requireNonNull(isLast, "isLast is null");
    }

    /** Sends the status if the client does not know it and can receive it. */
    synchronized void send() {
      if (ended || !call.isReady()) {
        return;
      }
      try {
        T current = status.get();
        if (!sent.filter(current::equals).isPresent()) {
          sent = Optional.of(current);
          call.onNext(current);
        }
        if (isLast.test(current)) {
          end();
          call.onCompleted();
        }
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    synchronized void fail(RuntimeException reason) {
      if (!ended) {
        end();
        call.onError(GrpcErrors.toStatus(reason));
      }
    }

    /** Is called when the client has cancelled the call. */
    synchronized void cancelled() {
      end();
    }

    private void end() {
      ended = true;
      watches.remove(this);
    }
  }
}
