package org.modyn.common.security;

import static java.util.Objects.requireNonNull;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses calls of clients that have not proved to have the role that a method needs: {@code
 * UNAUTHENTICATED} without a valid token, {@code PERMISSION_DENIED} with one of another role.
 */
final class AuthorizationInterceptor implements ServerInterceptor {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String WHAT_TO_DO =
      "name the file with a token by --token-file or MODYN_TOKEN_FILE (for a server:"
          + " security.token_file); that of a platform of one machine is 'token' in its state"
          + " directory";
  private static final Logger log = LoggerFactory.getLogger(AuthorizationInterceptor.class);

  private final String serverName;
  private final Function<String, Set<Role>> rolesOfToken;
  private final CertificateRoles certificates;

  /**
   * @param serverName the name for messages, for example {@code selector}
   * @param rolesOfToken the roles of the token in a header; empty for one that is not accepted
   * @param certificates the roles of clients with certificates
   */
  AuthorizationInterceptor(
      String serverName, Function<String, Set<Role>> rolesOfToken, CertificateRoles certificates) {
    this.serverName = requireNonNull(serverName, "serverName is null");
    this.rolesOfToken = requireNonNull(rolesOfToken, "rolesOfToken is null");
    this.certificates = requireNonNull(certificates, "certificates is null");
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<Status> refusal = refusal(call, headers);
    if (refusal.isEmpty()) {
      return next.startCall(call, headers);
    }
    log.info(
        "Refused a call of {} from {}: {}",
        call.getMethodDescriptor().getFullMethodName(),
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
        refusal.get().getCode());
    call.close(refusal.get(), new Metadata());
    return new Listener<>() {};
  }

  private Optional<Status> refusal(ServerCall<?, ?> call, Metadata headers) {
    if (RequiredRoles.isOpen(call.getMethodDescriptor().getServiceName())) {
      return Optional.empty();
    }
    String method = call.getMethodDescriptor().getFullMethodName();
    String authorization = headers.get(AUTHORIZATION);
    Set<Role> held = EnumSet.noneOf(Role.class);
    if (authorization != null) {
      held.addAll(rolesOfToken.apply(authorization));
    }
    certificates
        .role(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
        .ifPresent(held::add);
    if (held.isEmpty()) {
      return Optional.of(
          Status.UNAUTHENTICATED.withDescription(
              "the %s %s; %s"
                  .formatted(
                      serverName,
                      authorization == null ? "requires a token" : "does not accept this token",
                      WHAT_TO_DO)));
    }
    Optional<Role> required = RequiredRoles.of(method);
    if (required.isPresent() && held.stream().anyMatch(role -> role.includes(required.get()))) {
      return Optional.empty();
    }
    return Optional.of(Status.PERMISSION_DENIED.withDescription(denial(method, required, held)));
  }

  private static String denial(String method, Optional<Role> required, Set<Role> held) {
    return required
        .map(
            role ->
                "%s needs the role %s; the caller has the role %s"
                    .formatted(
                        method,
                        role,
                        held.stream().map(Role::toString).collect(Collectors.joining(" and "))))
        .orElse("%s cannot be called: it has no role".formatted(method));
  }
}
