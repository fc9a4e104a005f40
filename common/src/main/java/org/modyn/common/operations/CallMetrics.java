package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.modyn.common.grpc.CallObserver;

/**
 * Counts calls and measures how long they take, on both sides. The status of a call is the category
 * of its error. A call of a client ends when its last attempt has ended, and includes the time for
 * which it waited for a server.
 *
 * <p>Costs a few counters per call, and two per message; nothing per sample. Labels are bounded:
 * calls of methods that a server does not have are counted as one method.
 */
final class CallMetrics implements CallObserver {
  static final String SERVER_CALLS = "modyn.grpc.server.calls";
  static final String SERVER_IN_PROGRESS = "modyn.grpc.server.calls.in.progress";
  static final String SERVER_RECEIVED = "modyn.grpc.server.received.bytes";
  static final String SERVER_SENT = "modyn.grpc.server.sent.bytes";
  static final String CLIENT_CALLS = "modyn.grpc.client.calls";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private static final String UNKNOWN = "unknown";

  private final MeterRegistry registry;
  private final Map<String, ServerMethod> serverMethods = new ConcurrentHashMap<>();
  private final Map<String, Timers> clientMethods = new ConcurrentHashMap<>();

  CallMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  @Override
  public void observe(ServerBuilder<?> server) {
    server.addStreamTracerFactory(
        new ServerStreamTracer.Factory() {
          @Override
          public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            return new AnsweredCall();
          }
        });
  }

  @Override
  public void observe(ManagedChannelBuilder<?> client) {
    client.intercept(new TimingInterceptor());
  }

  private static Tags tags(MethodDescriptor<?, ?> method) {
    return Tags.of("service", method.getServiceName(), "method", method.getBareMethodName());
  }

  /** The durations of the calls of a method, by status. */
  private final class Timers {
    private final String name;
    private final String description;
    private final Tags method;
    private final Map<Status.Code, Timer> byStatus = new ConcurrentHashMap<>();

    Timers(String name, String description, Tags method) {
      this.name = name;
      this.description = description;
      this.method = method;
    }

    void record(Status status, long nanoseconds) {
      byStatus.computeIfAbsent(status.getCode(), this::timer).record(nanoseconds, NANOSECONDS);
    }

    private Timer timer(Status.Code status) {
      return Timer.builder(name)
          .description(description)
          .tags(method)
          .tag("status", status.name())
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }
  }

  /** The meters of a method of a server. */
  private final class ServerMethod {
    private final Timers calls;
    private final Counter received;
    private final Counter sent;
    private final AtomicLong inProgress = new AtomicLong();

    ServerMethod(Tags method) {
      calls = new Timers(SERVER_CALLS, "Calls that have ended, by status", method);
      received =
          Counter.builder(SERVER_RECEIVED)
              .description("Bytes of received messages")
              .tags(method)
              .register(registry);
      sent =
          Counter.builder(SERVER_SENT)
              .description("Bytes of sent messages")
              .tags(method)
              .register(registry);
      Gauge.builder(SERVER_IN_PROGRESS, inProgress, AtomicLong::get)
          .description("Calls in progress, also those that watch something")
          .tags(method)
          .strongReference(true)
          .register(registry);
    }
  }

  private ServerMethod serverMethod(MethodDescriptor<?, ?> method) {
    return serverMethods.computeIfAbsent(
        method.getFullMethodName(), _ -> new ServerMethod(tags(method)));
  }

  private final class AnsweredCall extends ServerStreamTracer {
    private final long start = System.nanoTime();
    private volatile ServerMethod method;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      method = serverMethod(call.getMethodDescriptor());
      method.inProgress.incrementAndGet();
    }

    @Override
    public void inboundWireSize(long bytes) {
      if (method != null) {
        method.received.increment(bytes);
      }
    }

    @Override
    public void outboundWireSize(long bytes) {
      if (method != null) {
        method.sent.increment(bytes);
      }
    }

    @Override
    public void streamClosed(Status status) {
      if (method == null) {
        serverMethods
            .computeIfAbsent(
                UNKNOWN, _ -> new ServerMethod(Tags.of("service", UNKNOWN, "method", UNKNOWN)))
            .calls
            .record(status, System.nanoTime() - start);
      } else {
        method.inProgress.decrementAndGet();
        method.calls.record(status, System.nanoTime() - start);
      }
    }
  }

  private final class TimingInterceptor implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      Timers calls =
          clientMethods.computeIfAbsent(
              method.getFullMethodName(),
              _ -> new Timers(CLIENT_CALLS, "Calls of other servers, by status", tags(method)));
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> responses, Metadata headers) {
          long start = System.nanoTime();
          super.start(
              new SimpleForwardingClientCallListener<>(responses) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  calls.record(status, System.nanoTime() - start);
                  super.onClose(status, trailers);
                }
              },
              headers);
        }
      };
    }
  }
}
