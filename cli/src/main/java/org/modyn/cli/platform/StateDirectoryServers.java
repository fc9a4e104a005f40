package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.modyn.cli.logging.Logging;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;

/**
 * Finds the servers of a state directory. If a platform runs there, for example during {@code modyn
 * run}, these are its servers; otherwise those that are needed are started with their database, and
 * stopped afterwards, which takes one to two seconds.
 */
public final class StateDirectoryServers {
  /** Another command may use the directory for a moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final Path directory;
  private final TerminationSignal signal;

  /**
   * @param directory the state directory of an earlier or running {@code modyn run}
   */
  public StateDirectoryServers(Path directory, TerminationSignal signal) {
    this.directory = requireNonNull(directory, "directory is null").toAbsolutePath().normalize();
    this.signal = requireNonNull(signal, "signal is null");
  }

  /**
   * Calls a function with the address of a server.
   *
   * @param started the servers that are started if no platform runs, among them this one
   * @param visit receives the address; the server may be stopped when it returns
   * @throws ModynException NOT_FOUND when it is not a state directory; FAILED_PRECONDITION when it
   *     is a file, or is used by a process that does not run this server
   */
  public <T> T visit(ServerKind kind, Set<ServerKind> started, Function<ServiceAddress, T> visit) {
    StateDirectory.requireDirectory(directory);
    if (!Files.isDirectory(directory.resolve(StateDirectory.DATABASE))) {
      throw ModynException.notFound(
          "--state-dir: %s is not the state directory of a 'modyn run'", directory);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<StateDirectory> state = lock(System.nanoTime() > deadline);
      if (state.isPresent()) {
        return start(kind, started, state.get(), visit);
      }
      Optional<ServiceAddress> running = running(kind);
      if (running.isPresent()) {
        return visit.apply(running.get());
      }
      signal.interruptibly(
          () -> {
            Thread.sleep(BETWEEN_ATTEMPTS);
            return null;
          });
    }
  }

  /** Locks the directory; empty when another process uses it. */
  private Optional<StateDirectory> lock(boolean lastAttempt) {
    try {
      return Optional.of(StateDirectory.lock(directory));
    } catch (ModynException e) {
      if (lastAttempt || StateDirectory.holder(directory).isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Optional<ServiceAddress> running(ServerKind kind) {
    return Optional.ofNullable(running(directory).get(kind));
  }

  /** The addresses of the servers that run in a state directory; empty when none does. */
  public static Map<ServerKind, ServiceAddress> running(Path stateDirectory) {
    OptionalLong holder = StateDirectory.holder(stateDirectory);
    return holder.isEmpty()
        ? Map.of()
        : RunningServers.read(stateDirectory, holder.getAsLong())
            .map(RunningServers::addresses)
            .orElse(Map.of());
  }

  private <T> T start(
      ServerKind kind,
      Set<ServerKind> started,
      StateDirectory locked,
      Function<ServiceAddress, T> visit) {
    try (StateDirectory state = locked) {
      Logging.toFile(state.logs().resolve("commands.log"));
      try (LocalPlatform platform = LocalPlatform.startOnly(started, state, signal)) {
        return visit.apply(kind.address(platform.config()));
      }
    } finally {
      Logging.warningsToStandardError();
    }
  }
}
