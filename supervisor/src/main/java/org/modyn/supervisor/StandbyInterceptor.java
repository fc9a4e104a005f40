package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.modyn.supervisor.pipeline.Pipelines;

/** Refuses all calls while this supervisor is a standby, so that clients repeat them elsewhere. */
final class StandbyInterceptor implements ServerInterceptor {
  private static final Status STANDBY =
      Status.UNAVAILABLE.withDescription(
          "this supervisor is a standby: another one on the same database is active");

  private final Pipelines pipelines;

  StandbyInterceptor(Pipelines pipelines) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (pipelines.isActive()) {
      return next.startCall(call, headers);
    }
    call.close(STANDBY, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
