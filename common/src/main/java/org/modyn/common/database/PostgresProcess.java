package org.modyn.common.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;
import org.modyn.common.database.EmbeddedPostgres.Durability;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.common.network.Ports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server of a data directory, which an earlier process may have started. It is
 * identified by {@code postmaster.pid} and by its working directory, which is the data directory,
 * because process ids are reused.
 */
final class PostgresProcess {
  static final String HOST = "127.0.0.1";

  private static final long MAXIMUM_LOG_BYTES = 16L << 20;
  private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);

  private final Path directory;
  private final PostgresTools tools;
  private final Durability durability;

  /**
   * @param directory the data directory, absolute
   */
  PostgresProcess(Path directory, PostgresTools tools, Durability durability) {
    this.directory = requireNonNull(directory, "directory is null");
    this.tools = requireNonNull(tools, "tools is null");
    this.durability = requireNonNull(durability, "durability is null");
  }

  /** The result of {@link #start}. */
  enum Outcome {
    STARTED,
    PORT_IN_USE
  }

  /**
   * Starts the server, which must not be running. It accepts connections when this returns STARTED.
   *
   * @throws ModynException FAILED_PRECONDITION when it does not start for another reason than the
   *     port
   */
  Outcome start(int port) throws IOException {
    Path logFile = logFile();
    if (Files.exists(logFile) && Files.size(logFile) > MAXIMUM_LOG_BYTES) {
      Files.move(logFile, directory.resolve("modyn.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    long logStart = Files.exists(logFile) ? Files.size(logFile) : 0;
    List<String> arguments =
        List.of(
            "start",
            "-w",
            "-t",
            "120",
            "-D",
            directory.toString(),
            "-l",
            logFile.toString(),
            "-o",
            options(port));
    PostgresTools.Result result = tools.run("pg_ctl", arguments);
    if (result.exitCode() == 0) {
      log.info("PostgreSQL listens on {}:{}, its data is in {}", HOST, port, directory);
      return Outcome.STARTED;
    }
    stop();
    String errors = PostgresTools.errorLines(tail(logFile, logStart));
    if (errors.contains("could not bind")) {
      return Outcome.PORT_IN_USE;
    }
    throw cannotStart(directory, errors.isEmpty() ? result.reason() : errors);
  }

  /** Returns the path of PostgreSQL's log. */
  Path logFile() {
    return directory.resolve("modyn.log");
  }

  private String options(int port) {
    String fsync = durability == Durability.DURABLE ? "on" : "off";
    return String.format(
        Locale.ROOT,
        "-p %d -c listen_addresses=%s -c unix_socket_directories='' -c max_connections=200"
            + " -c fsync=%s -c synchronous_commit=%s -c full_page_writes=%s",
        port,
        HOST,
        fsync,
        fsync,
        fsync);
  }

  private static String tail(Path logFile, long start) throws IOException {
    if (!Files.exists(logFile)) {
      return "";
    }
    byte[] bytes = Files.readAllBytes(logFile);
    int from = (int) Math.min(start, bytes.length);
    return new String(bytes, from, bytes.length - from, UTF_8);
  }

  static ModynException cannotStart(Path directory, String reason) {
    Optional<MachineFault> fault = MachineFault.ofMessage(reason);
    if (fault.isPresent()) {
      return new MachineFaultException(
          fault.get(),
          "PostgreSQL does not start on %s: %s; %s"
              .formatted(directory, reason, fault.get().advice()),
          null);
    }
    return ModynException.failedPrecondition(
        "PostgreSQL does not start on %s: %s", directory, reason);
  }

  static ModynException portInUse(Path directory, int port) {
    return cannotStart(
        directory,
        String.format(
            Locale.ROOT,
            "port %d is in use%s; stop that process or choose another port",
            port,
            Ports.holder(port).map(holder -> " by " + holder).orElse("")));
  }

  /** Returns the server's process if it is running. Takes a few system calls only. */
  Optional<ProcessHandle> running() {
    return recorded().filter(this::isServer);
  }

  /**
   * Prepares a start: stops a server that a killed Modyn left running, and cleans up after a server
   * that was killed itself.
   */
  void clear() throws IOException {
    Optional<ProcessHandle> process = recorded();
    if (process.filter(this::isServer).isPresent()) {
      log.warn(
          "Stopping the PostgreSQL (process {}) that an earlier Modyn left running on {}",
          process.get().pid(),
          directory);
      stop();
      return;
    }
    if (process.isPresent()) {
      log.info("The PostgreSQL (process {}) on {} is dead", process.get().pid(), directory);
      Files.deleteIfExists(directory.resolve("postmaster.pid"));
    }
    killChildren();
  }

  /**
   * Kills the child processes of a dead server: a running one keeps the shared memory, which
   * prevents the start of a new server. Their uncommitted transactions are rolled back.
   */
  private void killChildren() {
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      for (ProcessHandle process :
          processes.filter(this::isServer).filter(PostgresProcess::isPostgres).toList()) {
        log.info("Ending process {} of the PostgreSQL that died on {}", process.pid(), directory);
        process.destroyForcibly();
        PostgresTools.awaitExit(process);
      }
    }
  }

  /** Stops the server of the directory and waits for its end, even in an interrupted thread. */
  void stop() {
    Optional<ProcessHandle> recorded = running();
    if (recorded.isEmpty()) {
      return;
    }
    ProcessHandle server = recorded.get();
    if (stopIn("fast").exitCode() != 0 && isServer(server)) {
      log.warn("PostgreSQL on {} does not stop within 60 seconds; forcing it", directory);
      PostgresTools.Result result = stopIn("immediate");
      if (isServer(server)) {
        throw ModynException.internal(
            "PostgreSQL (process %d) on %s does not stop: %s",
            server.pid(), directory, result.reason());
      }
    }
    PostgresTools.awaitExit(server);
    log.info("PostgreSQL on {} stopped", directory);
  }

  private PostgresTools.Result stopIn(String mode) {
    return tools.run(
        "pg_ctl", List.of("stop", "-w", "-t", "60", "-D", directory.toString(), "-m", mode));
  }

  /**
   * Returns the running process that the first line of {@code postmaster.pid} names. Uses java.io,
   * which works in an interrupted thread.
   */
  private Optional<ProcessHandle> recorded() {
    File pidFile = directory.resolve("postmaster.pid").toFile();
    if (!pidFile.exists()) {
      return Optional.empty();
    }
    try (Scanner scanner = new Scanner(new FileInputStream(pidFile), UTF_8)) {
      return scanner.hasNextLong() ? ProcessHandle.of(scanner.nextLong()) : Optional.empty();
    } catch (FileNotFoundException e) {
      log.debug("The server has just removed {}", pidFile, e);
      return Optional.empty();
    }
  }

  /** A zombie process has no working directory. */
  private boolean isServer(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(link(process, "cwd")).equals(directory.toRealPath());
    } catch (IOException e) {
      log.trace("Process {} has ended or belongs to another user", process.pid(), e);
      return false;
    }
  }

  /** Another program, such as a shell, may have the data directory as working directory, too. */
  private static boolean isPostgres(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(link(process, "exe")).endsWith("postgres");
    } catch (IOException e) {
      log.trace("Process {} has ended or belongs to another user", process.pid(), e);
      return false;
    }
  }

  private static Path link(ProcessHandle process, String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }
}
