package org.modyn.common.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Closes a call whose handler throws with the status that the exception maps to. */
final class ErrorInterceptor implements ServerInterceptor {
  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ErrorClosingCall<Q, R> closingCall = new ErrorClosingCall<>(call);
    Listener<Q> listener;
    try {
      listener = next.startCall(closingCall, headers);
    } catch (RuntimeException | Error e) {
      closingCall.closeWith(e);
      return new Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        guarded(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guarded(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guarded(super::onReady);
      }

      private void guarded(Runnable handler) {
        try {
          handler.run();
        } catch (RuntimeException | Error e) {
          closingCall.closeWith(e);
        }
      }
    };
  }

  /** Also maps exceptions that a handler passes to {@code StreamObserver.onError}; closes once. */
  private static final class ErrorClosingCall<Q, R>
      extends io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
    private final AtomicBoolean closed = new AtomicBoolean();

    ErrorClosingCall(ServerCall<Q, R> delegate) {
      super(delegate);
    }

    void closeWith(Throwable error) {
      StatusRuntimeException status = GrpcErrors.toStatus(error);
      if (closed.compareAndSet(false, true)) {
        super.close(status.getStatus(), trailers(status));
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      if (status.getCode() == Status.Code.UNKNOWN && status.getCause() != null) {
        StatusRuntimeException mapped = GrpcErrors.toStatus(status.getCause());
        super.close(mapped.getStatus(), trailers(mapped));
      } else {
        super.close(status, trailers);
      }
    }

    private static Metadata trailers(StatusRuntimeException status) {
      return status.getTrailers() == null ? new Metadata() : status.getTrailers();
    }
  }
}
