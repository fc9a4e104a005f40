package org.modyn.common.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.modyn.common.version.ModynVersion;

/** Adds the version of Modyn to the headers of responses, for {@link ServerProbe}. */
final class VersionInterceptor implements ServerInterceptor {
  static final Metadata.Key<String> VERSION =
      Metadata.Key.of("modyn-version", Metadata.ASCII_STRING_MARSHALLER);

  private final String version = ModynVersion.current();

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata responseHeaders) {
            responseHeaders.put(VERSION, version);
            super.sendHeaders(responseHeaders);
          }
        },
        headers);
  }
}
