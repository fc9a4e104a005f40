package org.modyn.common.operations;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.logging.LogContext;
import org.slf4j.MDC;

/**
 * Sends the pipeline and the trigger of a thread's log lines with its calls, so that the log lines
 * of the server have them, too.
 */
final class LogContextCalls implements CallObserver {
  /** What a server believes: an id. */
  private static final Pattern ID = Pattern.compile("[0-9]{1,10}");

  private static final Map<String, Metadata.Key<String>> HEADERS =
      Map.of(
          LogContext.PIPELINE, header("modyn-pipeline-id"),
          LogContext.TRIGGER, header("modyn-trigger-id"));

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public void observe(ServerBuilder<?> server) {
    server.intercept(new Receiver());
  }

  @Override
  public void observe(ManagedChannelBuilder<?> client) {
    client.intercept(new Sender());
  }

  private static final class Sender implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> responses, Metadata headers) {
          HEADERS.forEach(
              (field, header) -> {
                String value = MDC.get(field);
                if (value != null) {
                  headers.put(header, value);
                }
              });
          super.start(responses, headers);
        }
      };
    }
  }

  private static final class Receiver implements ServerInterceptor {
    @Override
    public <Q, R> Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Map<String, String> fields = fields(headers);
      if (fields.isEmpty()) {
        return next.startCall(call, headers);
      }
      try (LogContext.Scope _ = LogContext.with(fields)) {
        return new LoggingListener<>(next.startCall(call, headers), fields);
      }
    }

    private static Map<String, String> fields(Metadata headers) {
      Map<String, String> fields = new LinkedHashMap<>();
      HEADERS.forEach(
          (field, header) -> {
            String value = headers.get(header);
            if (value != null && ID.matcher(value).matches()) {
              fields.put(field, value);
            }
          });
      return fields;
    }
  }

  /** Each event of a call may come on another thread. */
  private static final class LoggingListener<Q> extends ForwardingServerCallListener<Q> {
    private final Listener<Q> delegate;
    private final Map<String, String> fields;

    LoggingListener(Listener<Q> delegate, Map<String, String> fields) {
      this.delegate = delegate;
      this.fields = fields;
    }

    @Override
    protected Listener<Q> delegate() {
      return delegate;
    }

    @Override
    public void onMessage(Q message) {
      run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      run(super::onHalfClose);
    }

    @Override
    public void onCancel() {
      run(super::onCancel);
    }

    @Override
    public void onComplete() {
      run(super::onComplete);
    }

    @Override
    public void onReady() {
      run(super::onReady);
    }

    private void run(Runnable event) {
      try (LogContext.Scope _ = LogContext.with(fields)) {
        event.run();
      }
    }
  }
}
