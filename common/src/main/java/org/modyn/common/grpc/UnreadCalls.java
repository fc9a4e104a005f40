package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls whose client does not read the response, so that they do not hold what waits to be
 * sent. A client that reads only a few bytes at a time counts as one that does not read, as long as
 * the transport accepts no further message for it.
 *
 * <p>The stream is reset, because a status would have to wait behind the unread messages: the
 * client sees CANCELLED. Cost: an object per call, and a look at each call in progress several
 * times in the limit.
 */
final class UnreadCalls extends ServerStreamTracer.Factory implements ServerInterceptor {
  private static final int CHECKS_PER_LIMIT = 10;
  private static final Context.Key<Tracked> TRACKED = Context.key("org.modyn.common.grpc.unread");
  private static final Logger log = LoggerFactory.getLogger(UnreadCalls.class);

  private final String serverName;
  private final Duration limit;
  private final Set<Tracked> calls = ConcurrentHashMap.newKeySet();

  /**
   * @param serverName the name for messages, for example {@code selector}
   * @param limit after which a call is ended
   */
  UnreadCalls(String serverName, Duration limit) {
    this.serverName = requireNonNull(serverName, "serverName is null");
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** Checks the calls from now on, on a thread of the server, until the result is cancelled. */
  Future<?> start(EventLoopGroup threads) {
    long pause = Math.max(1, limit.toNanos() / CHECKS_PER_LIMIT);
    return threads.scheduleWithFixedDelay(this::check, pause, pause, NANOSECONDS);
  }

  private void check() {
    long now = System.nanoTime();
    calls.forEach(call -> call.check(now));
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Tracked(fullMethodName);
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    TRACKED.get().begin(call);
    return next.startCall(call, headers);
  }

  /**
   * One call. Cancelling the context that the server derives the call's own from, with a time-out
   * as the reason, is how gRPC lets others than the handler reset a stream.
   */
  private final class Tracked extends ServerStreamTracer {
    private final String method;
    private CancellableContext context;
    private ServerCall<?, ?> call;

    /** The time of the last check since which the transport has accepted a message, or would. */
    private long readyAt;

    private boolean ended;

    /** Whether a message was sent since the last check. */
    private volatile boolean sent;

    Tracked(String method) {
      this.method = method;
    }

    @Override
    public synchronized Context filterContext(Context base) {
      context = base.withValue(TRACKED, this).withCancellation();
      return context;
    }

    synchronized void begin(ServerCall<?, ?> startedCall) {
      call = startedCall;
      readyAt = System.nanoTime();
      if (!ended) {
        calls.add(this);
      }
    }

    synchronized void check(long now) {
      if (sent || call.isReady()) {
        sent = false;
        readyAt = now;
      } else if (now - readyAt >= limit.toNanos()) {
        calls.remove(this);
        log.warn(
            "The {} ends a call of {}: its client has not read the response for {} seconds",
            serverName,
            method,
            limit.toSeconds());
        context.cancel(new TimeoutException("the client does not read the response"));
      }
    }

    @Override
    public void outboundMessage(int sequenceNumber) {
      sent = true;
    }

    @Override
    public synchronized void streamClosed(Status status) {
      ended = true;
      calls.remove(this);
    }
  }
}
