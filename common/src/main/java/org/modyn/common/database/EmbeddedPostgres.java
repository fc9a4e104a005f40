package org.modyn.common.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that this process starts and stops: for those who have no database server. It
 * listens on a free port of the loopback interface only, and wants a password that only the owner
 * of the data directory can read.
 *
 * <p>The data stays in the data directory. The first start of all unpacks the programs and creates
 * the directory (about four seconds), a later one takes a fraction of a second. A PostgreSQL that
 * lived on because its Modyn was killed is stopped, properly, by the next start on its directory.
 * One process at a time can use a directory.
 *
 * <p>There is no shutdown hook: whoever starts it closes it.
 *
 * <p>Besides PostgreSQL's own files the data directory has {@code modyn.password} (the password of
 * the user {@code modyn}) and {@code modyn.log} (the server's log).
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** What happens to acknowledged transactions when the machine loses power. */
  public enum Durability {
    /** They are on the disk: fsync and synchronous_commit are on. */
    DURABLE,
    /** They, and everything else, may be gone. For tests: faster. */
    VOLATILE
  }

  private static final String USER = "modyn";
  private static final String DATABASE = "modyn";
  private static final String HOST = "127.0.0.1";
  private static final long MINIMUM_FREE_BYTES = 256L << 20;
  private static final long MAXIMUM_LOG_BYTES = 16L << 20;
  private static final int PORT_ATTEMPTS = 5;
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final Path dataDirectory;
  private final PostgresTools tools;
  private final DirectoryLock lock;
  private final DatabaseConfig config;
  private boolean closed;

  private EmbeddedPostgres(
      Path dataDirectory, PostgresTools tools, DirectoryLock lock, DatabaseConfig config) {
    this.dataDirectory = dataDirectory;
    this.tools = tools;
    this.lock = lock;
    this.config = config;
  }

  /**
   * As {@link #start(Path, Path, Durability)} with {@link Durability#DURABLE}.
   *
   * @param dataDirectory where the data is kept
   * @param binariesDirectory where PostgreSQL's programs are unpacked to; may be shared
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path binariesDirectory) {
    return start(dataDirectory, binariesDirectory, Durability.DURABLE);
  }

  /**
   * Starts the server; it accepts connections when this returns. An interrupted thread gets through
   * to a clean end: nothing runs and nothing is locked when this has thrown.
   *
   * @param dataDirectory where the data is kept; created when it does not exist
   * @param binariesDirectory where PostgreSQL's programs are unpacked to; may be shared
   * @throws ModynException FAILED_PRECONDITION when the directory is in use, cannot be written, is
   *     something else or of another PostgreSQL version, or when the server does not start;
   *     RESOURCE_EXHAUSTED when the disk is full; CANCELLED when the thread was interrupted
   */
  public static EmbeddedPostgres start(
      Path dataDirectory, Path binariesDirectory, Durability durability) {
    requireNonNull(durability, "durability is null");
    Path directory = dataDirectory.toAbsolutePath().normalize();
    DirectoryLock lock =
        DirectoryLock.acquire(
            directory.resolveSibling(directory.getFileName() + ".lock"),
            "the database in " + directory,
            "stop that one or choose another state directory");
    try {
      requireSpace(directory);
      Path home = PostgresBinaries.unpack(binariesDirectory.toAbsolutePath().normalize());
      PostgresTools tools = PostgresTools.in(home);
      prepare(directory, home, tools, durability);
      stopOrphan(directory, tools);
      int port = startServer(directory, tools, durability);
      try {
        DatabaseConfig config = configOf(directory, port);
        createDatabase(config);
        if (Thread.currentThread().isInterrupted()) {
          throw new ModynException(
              ErrorCategory.CANCELLED, "interrupted while starting PostgreSQL");
        }
        return new EmbeddedPostgres(directory, tools, lock, config);
      } catch (RuntimeException | IOException e) {
        stop(directory, tools);
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    } catch (IOException e) {
      lock.close();
      throw PostgresBinaries.cannotWrite("keep a database in", directory, e);
    }
  }

  /** How to connect, as a superuser of this server. */
  public DatabaseConfig config() {
    return config;
  }

  /** Stops the server: open connections are cut, what was committed is kept. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop(dataDirectory, tools);
    } finally {
      lock.close();
    }
  }

  private static void requireSpace(Path directory) throws IOException {
    long free = Files.getFileStore(directory.getParent()).getUsableSpace();
    if (free < MINIMUM_FREE_BYTES) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          ("the disk of %s has %d MiB left, PostgreSQL needs at least %d MiB; free some or choose"
                  + " another state directory")
              .formatted(directory, free >> 20, MINIMUM_FREE_BYTES >> 20));
    }
  }

  /** Creates the data directory, or checks the one that is there. */
  private static void prepare(Path directory, Path home, PostgresTools tools, Durability durability)
      throws IOException {
    Path versionFile = directory.resolve("PG_VERSION");
    if (Files.exists(versionFile)) {
      String found = Files.readString(versionFile).strip();
      String ours = majorVersion(tools);
      if (!found.equals(ours)) {
        throw ModynException.failedPrecondition(
            "%s was written by PostgreSQL %s, but this Modyn comes with PostgreSQL %s; dump it with"
                + " version %s and restore it, or choose another state directory",
            directory, found, ours, found);
      }
      return;
    }
    if (Files.exists(directory) && !isEmpty(directory)) {
      throw ModynException.failedPrecondition(
          "%s has files but is no PostgreSQL data directory; choose another state directory",
          directory);
    }
    initialize(directory, home, tools, durability);
  }

  private static String majorVersion(PostgresTools tools) {
    String version = tools.run("postgres", List.of("--version")).output();
    return version.replaceFirst("(?s).*?(\\d+).*", "$1");
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Runs initdb beside the directory and moves the result there: a killed one leaves no half. */
  private static void initialize(
      Path directory, Path home, PostgresTools tools, Durability durability) throws IOException {
    log.info("Creating a PostgreSQL data directory in {}", directory);
    Path draft = directory.resolveSibling(directory.getFileName() + ".new");
    Path passwordFile = directory.resolveSibling(directory.getFileName() + ".password");
    PostgresBinaries.deleteTree(draft);
    Files.deleteIfExists(passwordFile);
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, HexFormat.of().formatHex(secret));
    List<String> arguments = new ArrayList<>(List.of("-D", draft.toString(), "-U", USER));
    arguments.addAll(List.of("--pwfile", passwordFile.toString(), "-A", "scram-sha-256"));
    arguments.addAll(List.of("-E", "UTF8", "--no-locale", "--locale-provider=builtin"));
    arguments.addAll(List.of("--builtin-locale=C.UTF-8", "-L", share(home)));
    if (durability == Durability.VOLATILE) {
      arguments.add("--no-sync");
    }
    PostgresTools.Result result = tools.run("initdb", arguments);
    if (result.exitCode() != 0) {
      PostgresBinaries.deleteTree(draft);
      Files.deleteIfExists(passwordFile);
      throw cannotStart(directory, result.reason());
    }
    Files.move(passwordFile, draft.resolve("modyn.password"));
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String share(Path home) {
    return home.resolve("share").resolve("postgresql").toString();
  }

  /** Stops a server whose Modyn was killed, and removes a pid file that would stop ours. */
  private static void stopOrphan(Path directory, PostgresTools tools) throws IOException {
    Optional<ProcessHandle> process = recordedProcess(directory);
    if (process.isEmpty()) {
      return;
    }
    if (isServerOf(directory, process.get())) {
      log.warn(
          "Stopping the PostgreSQL (process {}) that an earlier Modyn left running on {}",
          process.get().pid(),
          directory);
      stop(directory, tools);
    } else {
      log.info("{} names process {}, which is another program", directory, process.get().pid());
      Files.deleteIfExists(directory.resolve("postmaster.pid"));
    }
  }

  /**
   * The living process that the first line of {@code postmaster.pid} names. Reads through java.io:
   * an interrupted thread, too, can find out what it has to stop.
   */
  private static Optional<ProcessHandle> recordedProcess(Path directory) {
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

  /** Process ids are given out again: a server's working directory is its data directory. */
  private static boolean isServerOf(Path directory, ProcessHandle process) {
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      return Files.readSymbolicLink(workingDirectory).equals(directory.toRealPath());
    } catch (IOException e) {
      log.debug("Process {} is gone or not ours", process.pid(), e);
      return false;
    }
  }

  private static int startServer(Path directory, PostgresTools tools, Durability durability)
      throws IOException {
    Path logFile = directory.resolve("modyn.log");
    if (Files.exists(logFile) && Files.size(logFile) > MAXIMUM_LOG_BYTES) {
      Files.move(logFile, directory.resolve("modyn.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    for (int attempt = 1; ; attempt++) {
      long logStart = Files.exists(logFile) ? Files.size(logFile) : 0;
      int port = freePort();
      PostgresTools.Result result =
          tools.run(
              "pg_ctl",
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
                  options(port, durability)));
      if (result.exitCode() == 0) {
        log.info("PostgreSQL listens on {}:{}, its data is in {}", HOST, port, directory);
        return port;
      }
      stop(directory, tools);
      String errors = PostgresTools.errorLines(tail(logFile, logStart));
      if (attempt == PORT_ATTEMPTS || !errors.contains("could not bind")) {
        throw cannotStart(directory, errors.isEmpty() ? result.reason() : errors);
      }
    }
  }

  private static String options(int port, Durability durability) {
    String fsync = durability == Durability.DURABLE ? "on" : "off";
    return ("-p %d -c listen_addresses=%s -c unix_socket_directories='' -c max_connections=200"
            + " -c fsync=%s -c synchronous_commit=%s -c full_page_writes=%s")
        .formatted(port, HOST, fsync, fsync, fsync);
  }

  private static String tail(Path logFile, long start) throws IOException {
    if (!Files.exists(logFile)) {
      return "";
    }
    byte[] bytes = Files.readAllBytes(logFile);
    int from = (int) Math.min(start, bytes.length);
    return new String(bytes, from, bytes.length - from, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static ModynException cannotStart(Path directory, String reason) {
    return ModynException.failedPrecondition(
        "PostgreSQL does not start on %s: %s", directory, reason);
  }

  /** Returns when no server runs on the directory, also in an interrupted thread. */
  private static void stop(Path directory, PostgresTools tools) {
    Optional<ProcessHandle> recorded =
        recordedProcess(directory).filter(process -> isServerOf(directory, process));
    if (recorded.isEmpty()) {
      return;
    }
    ProcessHandle server = recorded.get();
    List<String> arguments = List.of("stop", "-w", "-t", "60", "-D", directory.toString(), "-m");
    if (tools.run("pg_ctl", append(arguments, "fast")).exitCode() != 0
        && isServerOf(directory, server)) {
      log.warn("PostgreSQL on {} does not stop within 60 seconds; forcing it", directory);
      PostgresTools.Result result = tools.run("pg_ctl", append(arguments, "immediate"));
      if (isServerOf(directory, server)) {
        throw ModynException.internal(
            "PostgreSQL (process %d) on %s does not stop: %s",
            server.pid(), directory, result.reason());
      }
    }
    PostgresTools.awaitExit(server);
    log.info("PostgreSQL on {} stopped", directory);
  }

  private static List<String> append(List<String> list, String last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  private static DatabaseConfig configOf(Path directory, int port) throws IOException {
    String password = Files.readString(directory.resolve("modyn.password"));
    return new DatabaseConfig("postgresql", USER, password, DATABASE, HOST, port, Optional.empty());
  }

  private static void createDatabase(DatabaseConfig config) {
    String url = "jdbc:postgresql://%s:%d/postgres".formatted(config.hostname(), config.port());
    try (Connection connection =
            DriverManager.getConnection(url, config.username(), config.password());
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot create the database in the embedded PostgreSQL: " + e.getMessage(),
          e);
    }
  }
}
