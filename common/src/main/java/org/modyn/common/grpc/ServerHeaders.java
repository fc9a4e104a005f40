package org.modyn.common.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import org.modyn.common.version.ModynVersion;

/**
 * Adds the version of Modyn and the time of the server to the headers of responses, for {@link
 * ServerProbe}.
 */
final class ServerHeaders implements ServerInterceptor {
  static final Metadata.Key<String> VERSION =
      Metadata.Key.of("modyn-version", Metadata.ASCII_STRING_MARSHALLER);

  /** Milliseconds since 1970. */
  private static final Metadata.Key<String> TIME =
      Metadata.Key.of("modyn-time", Metadata.ASCII_STRING_MARSHALLER);

  private final String version = ModynVersion.current();

  /** Returns the time of the server, in milliseconds since 1970; empty if it did not tell it. */
  static Optional<Long> time(Metadata headers) {
    return Optional.ofNullable(headers.get(TIME))
        .filter(text -> text.matches("\\d{1,15}"))
        .map(Long::valueOf);
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata responseHeaders) {
            responseHeaders.put(VERSION, version);
            responseHeaders.put(TIME, Long.toString(System.currentTimeMillis()));
            super.sendHeaders(responseHeaders);
          }
        },
        headers);
  }
}
