package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.modyn.common.error.RepeatedReasons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of a server, and refuses those above its {@link ConnectionLimits}. The
 * clients of the first {@value #MAXIMUM_REFUSED} that are too many at a time learn the reason:
 * their connection is accepted for a few seconds, and calls on it are refused. Further ones are
 * closed at once, so that the number of file descriptors is bounded. Thread safe.
 */
final class Connections implements ServerInterceptor {
  static final int MAXIMUM_REFUSED = 100;

  /** The same for all limits: two that are exceeded in turns are no news. */
  private static final String REFUSAL = "refusal";

  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private final String serverName;
  private final ConnectionLimits limits;
  private final Map<InetAddress, Integer> open = new HashMap<>();
  private final Map<InetSocketAddress, String> refused = new HashMap<>();
  private final RepeatedReasons reports = new RepeatedReasons();
  private final AtomicInteger unreported = new AtomicInteger();
  private int numberOpen;

  /** What becomes of a new connection. */
  enum Admission {
    ACCEPTED,

    /** Its calls are refused, and it must be closed soon. */
    REFUSED,

    /** It must be closed now. */
    CLOSED
  }

  /**
   * @param serverName the name for messages, for example {@code selector}
   */
  Connections(String serverName, ConnectionLimits limits) {
    this.serverName = requireNonNull(serverName, "serverName is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /**
   * Counts a new connection. Unless the result is {@link Admission#CLOSED}, {@link #ended} must
   * follow.
   */
  Admission begin(InetSocketAddress client) {
    String reason;
    Admission admission;
    synchronized (this) {
      int ofAddress = open.getOrDefault(client.getAddress(), 0);
      Optional<String> excess = excess(client.getAddress(), ofAddress);
      if (excess.isEmpty()) {
        open.put(client.getAddress(), ofAddress + 1);
        numberOpen++;
        // of an earlier connection with the same port, whose end has not been noticed yet
        refused.remove(client);
        return Admission.ACCEPTED;
      }
      reason =
          "the %s has %s, which is its limit; end some of these clients, or try again later"
              .formatted(serverName, excess.get());
      admission = refused.size() < MAXIMUM_REFUSED ? Admission.REFUSED : Admission.CLOSED;
      if (admission == Admission.REFUSED) {
        refused.put(client, reason);
      }
    }
    report(client, reason);
    return admission;
  }

  /** Logs the first refusal, then at most one line a minute, however many clients there are. */
  private void report(InetSocketAddress client, String reason) {
    int number = unreported.incrementAndGet();
    switch (reports.next(REFUSAL)) {
      case NEW -> log.warn("Refused a connection from {}: {}", client, reason);
      case REMINDER ->
          log.warn(
              "Refused {} connections since the last line about this, the newest from {}: {}",
              number,
              client,
              reason);
      case NONE -> {
        return;
      }
    }
    unreported.addAndGet(-number);
  }

  private Optional<String> excess(InetAddress client, int ofAddress) {
    if (ofAddress >= limits.connectionsPerAddress()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%,d connections from %s", ofAddress, client.getHostAddress()));
    }
    if (numberOpen >= limits.connections()) {
      return Optional.of(String.format(Locale.ROOT, "%,d connections", numberOpen));
    }
    return Optional.empty();
  }

  /**
   * Counts the end of a connection.
   *
   * @param admission the result of {@link #begin}; the address does not tell the connection, as a
   *     client may use its port again at once
   */
  synchronized void ended(InetSocketAddress client, Admission admission) {
    if (admission == Admission.REFUSED) {
      refused.remove(client);
      return;
    }
    open.computeIfPresent(client.getAddress(), (_, number) -> number == 1 ? null : number - 1);
    numberOpen--;
  }

  /** Returns the number of accepted connections. */
  synchronized int size() {
    return numberOpen;
  }

  @Override
  public <Q, R> Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<String> reason = refusal(call);
    if (reason.isEmpty()) {
      return next.startCall(call, headers);
    }
    call.close(Status.UNAVAILABLE.withDescription(reason.get()), new Metadata());
    return new Listener<>() {};
  }

  /** Health checks are answered, because a client makes no other call until they succeed. */
  private synchronized Optional<String> refusal(ServerCall<?, ?> call) {
    if (refused.isEmpty()
        || HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        refused.get(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
  }
}
