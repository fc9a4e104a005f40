package org.modyn.common.network;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts to listen on a port. The default ports are in the range that Linux uses for local ports of
 * connections. A port may therefore be in use by a connection, whose end is waited for; a port of a
 * server is an error that names its process.
 */
public final class Listening {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  private Listening() {}

  /** Starts a server on the port. */
  @FunctionalInterface
  public interface Attempt<T> {
    T listen() throws IOException;
  }

  /**
   * Attempts to listen until it succeeds, or the port is found to be that of another server.
   *
   * @param listener the name for messages, for example {@code selector}
   * @param address HOST:PORT, for messages
   * @param port the port that {@code attempt} listens on; 0 for a free one
   * @throws ModynException FAILED_PRECONDITION when the port is in use or the host is not local
   */
  public static <T> T on(String listener, String address, int port, Attempt<T> attempt) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean holderWasUnknown = false;
    while (true) {
      try {
        return attempt.listen();
      } catch (IOException | UnresolvedAddressException e) {
        Optional<PortHolder> holder = isTaken(e) ? Ports.holder(port) : Optional.empty();
        boolean heldByConnection = holder.filter(found -> !found.listening()).isPresent();
        // the port may have become free since the attempt: one more attempt shows it
        boolean holderIsUnknown = isTaken(e) && holder.isEmpty() && !holderWasUnknown;
        if (!(heldByConnection || holderIsUnknown) || System.nanoTime() > deadline) {
          throw cannotListen(listener, address, holder, e);
        }
        if (heldByConnection) {
          log.warn("{} waits for port {}, which is in use by {}", listener, port, holder.get());
        }
        holderWasUnknown = holderIsUnknown;
        Interruptible.sleep(PAUSE, "starting " + listener);
      }
    }
  }

  private static boolean isTaken(Exception cause) {
    return cause instanceof BindException
        || cause.getCause() instanceof BindException
        || String.valueOf(cause.getCause()).contains("Address already in use");
  }

  private static ModynException cannotListen(
      String listener, String address, Optional<PortHolder> holder, Exception cause) {
    String message =
        isTaken(cause)
            ? "%s cannot listen on %s: the port is in use%s; stop the other process or configure another port"
                .formatted(listener, address, holder.map(found -> " by " + found).orElse(""))
            : "%s cannot listen on %s: %s"
                .formatted(listener, address, cause.getCause() == null ? cause : cause.getCause());
    return new ModynException(ErrorCategory.FAILED_PRECONDITION, message, cause);
  }
}
