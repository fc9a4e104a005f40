package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/** Refuses all calls while this supervisor is a standby, so that clients repeat them elsewhere. */
final class StandbyInterceptor implements ServerInterceptor {
  private final Election election;

  StandbyInterceptor(Election election) {
    this.election = requireNonNull(election, "election is null");
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<String> standby = election.standby();
    if (standby.isEmpty()) {
      return next.startCall(call, headers);
    }
    call.close(Status.UNAVAILABLE.withDescription(standby.get()), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
