package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a server accepts of its clients, so that none of them can take all of its memory, threads
 * and file descriptors. The table "Limits of connections" in {@code docs/OPERATIONS.md} lists the
 * {@linkplain #DEFAULT defaults}; a test compares them.
 *
 * @param connections open connections; the clients of more are refused with UNAVAILABLE, which
 *     Modyn's clients repeat until there is room
 * @param connectionsPerAddress open connections from the same address
 * @param callsPerConnection calls in progress on a connection; further ones wait at the client
 * @param requestBytes the size of a request
 * @param handshake the time in which a new connection must have begun to speak HTTP/2, after its
 *     TLS handshake if it is encrypted
 * @param keepAlive the time without data after which the server asks whether the client is alive
 * @param keepAliveAnswer the time in which the client must answer that
 * @param idle the time without calls after which a connection is closed
 * @param unread the time after which a call ends whose client does not read the response
 */
public record ConnectionLimits(
    int connections,
    int connectionsPerAddress,
    int callsPerConnection,
    int requestBytes,
    Duration handshake,
    Duration keepAlive,
    Duration keepAliveAnswer,
    Duration idle,
    Duration unread) {

  /** The limits of all servers. A process of Modyn has one connection to each server it calls. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(
          5_000,
          1_000,
          1_000,
          64 << 20,
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10));

  /**
   * Returns limits that leave half of the files that a process may open for other things than
   * connections.
   *
   * @param files the number of files that the process may open
   */
  ConnectionLimits within(long files) {
    int most = (int) Math.clamp(files / 2, 1, connections);
    return new ConnectionLimits(
        most,
        Math.min(most, connectionsPerAddress),
        callsPerConnection,
        requestBytes,
        handshake,
        keepAlive,
        keepAliveAnswer,
        idle,
        unread);
  }

  /** Returns the {@link #DEFAULT} within the files that this process may open. */
  static ConnectionLimits ofProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? DEFAULT.within(system.getMaxFileDescriptorCount())
        : DEFAULT;
  }

  public ConnectionLimits {
    requirePositive(connections, "connections");
    requirePositive(connectionsPerAddress, "connectionsPerAddress");
    requirePositive(callsPerConnection, "callsPerConnection");
    requirePositive(requestBytes, "requestBytes");
    requirePositive(handshake, "handshake");
    requirePositive(keepAlive, "keepAlive");
    requirePositive(keepAliveAnswer, "keepAliveAnswer");
    requirePositive(idle, "idle");
    requirePositive(unread, "unread");
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, but is " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    requireNonNull(value, name + " is null");
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, but is " + value);
    }
  }
}
