package org.modyn.common.security;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.Supplier;

/** Sends a token with each call. */
final class TokenInterceptor implements ClientInterceptor {
  private final Supplier<Token> token;

  TokenInterceptor(Supplier<Token> token) {
    this.token = requireNonNull(token, "token is null");
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> responses, Metadata headers) {
        headers.put(AuthorizationInterceptor.AUTHORIZATION, BearerToken.header(token.get()));
        super.start(responses, headers);
      }
    };
  }
}
