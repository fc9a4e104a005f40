package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.PostgresProcess.Outcome;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.RepeatedReasons;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.network.Ports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that this process starts and stops, for installations without a database
 * server. It listens on the loopback interface only, and requires a password that only the owner of
 * the data directory can read.
 *
 * <p>The data directory is persistent. The first start unpacks the programs and initializes the
 * directory (about four seconds), a later one takes a fraction of a second. A PostgreSQL server
 * that survived its killed Modyn process is shut down cleanly by the next start on its directory.
 * Only one process at a time can use a directory.
 *
 * <p>A server that dies while it is in use is detected within a fraction of a second and restarted
 * on the same port, as soon as its disk has room if that is full. {@link #awaitFailure} returns
 * when the restart fails for another reason.
 *
 * <p>There is no shutdown hook: the caller closes it.
 *
 * <p>Besides PostgreSQL's own files, the data directory contains {@code modyn.password} (the
 * password of the user {@code modyn}), {@code modyn.log} (the server's log), and {@code modyn.port}
 * (the port, if it is fixed).
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** Where {@link #startOnLastingPort} listens the first time. */
  public static final int DEFAULT_PORT = 5432;

  /** What happens to acknowledged transactions when the machine loses power. */
  public enum Durability {
    /** They are durable: fsync and synchronous_commit are on. */
    DURABLE,
    /** They and all other data may be lost. Faster; for tests. */
    VOLATILE
  }

  private static final String DATABASE = "modyn";
  private static final int PORT_ATTEMPTS = 5;
  private static final int DEFAULT_PORTS = 100;
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);
  private static final Duration DEATHS_COUNT_FOR = Duration.ofMinutes(1);
  private static final int MAXIMUM_DEATHS = 5;
  private static final Duration PAUSE_BETWEEN_STARTS = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final PostgresData data;
  private final PostgresProcess process;
  private final DirectoryLock lock;
  private final DatabaseConfig config;
  private final Thread watch;
  private final CompletableFuture<ModynException> failure = new CompletableFuture<>();
  // Times of the last deaths, System.nanoTime; used by the watch only.
  private final Deque<Long> deaths = new ArrayDeque<>();
  // Whether the server could not be started because its disk is full; used by the watch only.
  private boolean awaitsRoom;
  private boolean closed;

  private EmbeddedPostgres(
      PostgresData data, PostgresProcess process, DirectoryLock lock, DatabaseConfig config) {
    this.data = data;
    this.process = process;
    this.lock = lock;
    this.config = config;
    this.watch = Thread.ofPlatform().daemon().name("postgres-watch").unstarted(this::watch);
  }

  /** Chooses a port, and starts the process on it. */
  private interface PortChoice {
    int start(PostgresData data, PostgresProcess process) throws IOException;
  }

  /**
   * As {@link #start(Path, Path, Durability)} with {@link Durability#DURABLE}.
   *
   * @param dataDirectory the data directory
   * @param binariesDirectory the directory that PostgreSQL's programs are unpacked to; may be
   *     shared
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path binariesDirectory) {
    return start(dataDirectory, binariesDirectory, Durability.DURABLE);
  }

  /**
   * Starts the server on a free port; it accepts connections when this returns. If the thread is
   * interrupted, this cleans up: nothing runs and nothing is locked when it throws.
   *
   * @param dataDirectory the data directory; created if it does not exist
   * @param binariesDirectory the directory that PostgreSQL's programs are unpacked to; may be
   *     shared
   * @throws ModynException FAILED_PRECONDITION when the directory is in use, is not writable, is
   *     not a data directory or is of another PostgreSQL version, or when the server does not
   *     start; RESOURCE_EXHAUSTED when the disk is full; CANCELLED when the thread was interrupted
   */
  public static EmbeddedPostgres start(
      Path dataDirectory, Path binariesDirectory, Durability durability) {
    return start(dataDirectory, binariesDirectory, durability, EmbeddedPostgres::startOnFreePort);
  }

  /**
   * Starts the server on a port that stays the same: the requested one, or that of the last such
   * start on the directory, or, at the first, {@value #DEFAULT_PORT} or the next one that is free.
   * Otherwise as {@link #start(Path, Path)}.
   *
   * @param requested the port to listen on from now on
   * @throws ModynException as {@link #start(Path, Path, Durability)}, and FAILED_PRECONDITION when
   *     the requested or the last port is in use, naming the process that has it
   */
  public static EmbeddedPostgres startOnLastingPort(
      Path dataDirectory, Path binariesDirectory, OptionalInt requested) {
    return start(
        dataDirectory,
        binariesDirectory,
        Durability.DURABLE,
        (data, process) -> {
          OptionalInt known = requested.isPresent() ? requested : data.lastPort();
          int port = known.isPresent() ? known.getAsInt() : freeDefaultPort();
          startOn(port, data, process);
          data.rememberPort(port);
          return port;
        });
  }

  private static EmbeddedPostgres start(
      Path dataDirectory, Path binariesDirectory, Durability durability, PortChoice portChoice) {
    requireNonNull(durability, "durability is null");
    Path directory = dataDirectory.toAbsolutePath().normalize();
    PostgresData data = new PostgresData(directory);
    DirectoryLock lock =
        DirectoryLock.acquire(
            directory.resolveSibling(directory.getFileName() + ".lock"),
            "the database in " + directory,
            "stop that one or choose another state directory");
    try {
      Path home = PostgresBinaries.unpack(binariesDirectory.toAbsolutePath().normalize());
      PostgresTools tools = PostgresTools.in(home);
      data.prepare(home, tools, durability);
      PostgresProcess process = new PostgresProcess(directory, tools, durability);
      process.clear();
      int port = portChoice.start(data, process);
      try {
        DatabaseConfig config = config(data, port);
        createDatabase(config);
        if (Thread.currentThread().isInterrupted()) {
          throw new ModynException(
              ErrorCategory.CANCELLED, "interrupted while starting PostgreSQL");
        }
        EmbeddedPostgres postgres = new EmbeddedPostgres(data, process, lock, config);
        postgres.watch.start();
        return postgres;
      } catch (RuntimeException | IOException e) {
        process.stop();
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

  private static int startOnFreePort(PostgresData data, PostgresProcess process)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free(InetAddress.getByName(PostgresProcess.HOST));
      if (process.start(port) == Outcome.STARTED) {
        return port;
      }
      if (attempt == PORT_ATTEMPTS) {
        throw PostgresProcess.portInUse(data.directory(), port);
      }
    }
  }

  private static void startOn(int port, PostgresData data, PostgresProcess process)
      throws IOException {
    if (process.start(port) == Outcome.PORT_IN_USE) {
      throw PostgresProcess.portInUse(data.directory(), port);
    }
  }

  private static int freeDefaultPort() throws IOException {
    InetAddress host = InetAddress.getByName(PostgresProcess.HOST);
    for (int port = DEFAULT_PORT; port < DEFAULT_PORT + DEFAULT_PORTS; port++) {
      if (Ports.isFree(host, port)) {
        return port;
      }
    }
    throw ModynException.failedPrecondition(
        "the ports %d to %d are in use; choose another one",
        DEFAULT_PORT, DEFAULT_PORT + DEFAULT_PORTS - 1);
  }

  /** How to connect, as a superuser of this server. */
  public DatabaseConfig config() {
    return config;
  }

  /** The file that holds the password of {@link #config}, which only its owner can read. */
  public Path passwordFile() {
    return data.passwordFile();
  }

  /**
   * Blocks until the server has died and cannot be started again, or dies again and again.
   *
   * @return why
   */
  public ModynException awaitFailure() throws InterruptedException {
    try {
      return failure.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the watch over PostgreSQL failed", e);
    }
  }

  /** Stops the server: open connections are cut, what was committed is kept. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      watch.interrupt();
    }
    try {
      process.stop();
    } finally {
      lock.close();
    }
  }

  private void watch() {
    try {
      RepeatedReasons reasons = new RepeatedReasons();
      for (Duration pause = WATCH_INTERVAL; pause.isPositive(); pause = watchOnce(reasons)) {
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      log.debug("The watch over PostgreSQL ends, as it is stopped", e);
    } catch (ModynException e) {
      fail(e);
    } catch (IOException e) {
      fail(PostgresProcess.cannotStart(data.directory(), e.toString()));
    } catch (RuntimeException e) {
      failure.completeExceptionally(e);
    }
  }

  /**
   * @return how long to wait until the next look; zero when there is nothing to watch any more
   */
  private Duration watchOnce(RepeatedReasons reasons) throws IOException {
    try {
      return restartIfDead() ? WATCH_INTERVAL : Duration.ZERO;
    } catch (ModynException | IOException e) {
      boolean full = data.isDiskFull();
      if (!full && MachineFault.in(e).isEmpty()) {
        throw e;
      }
      awaitsRoom = true;
      // PostgreSQL cannot write on a full disk why it does not start
      String reason =
          full
              ? "PostgreSQL does not run: the disk of %s is full; free some space"
                  .formatted(data.directory())
              : e.getMessage();
      if (reasons.next(reason) != RepeatedReasons.Report.NONE) {
        log.error("{}", reason);
      }
      return PAUSE_BETWEEN_STARTS;
    }
  }

  private void fail(ModynException reason) {
    log.error("{}", reason.getMessage());
    failure.complete(reason);
  }

  /**
   * @return false when there is nothing to watch any more
   */
  private synchronized boolean restartIfDead() throws IOException {
    if (closed) {
      return false;
    }
    if (process.running().isPresent()) {
      awaitsRoom = false;
      return true;
    }
    if (!awaitsRoom) {
      countDeath();
    }
    process.clear();
    startOn(config.port(), data, process);
    return true;
  }

  private void countDeath() {
    long now = System.nanoTime();
    deaths.addLast(now);
    while (now - deaths.getFirst() > DEATHS_COUNT_FOR.toNanos()) {
      deaths.removeFirst();
    }
    if (deaths.size() >= MAXIMUM_DEATHS) {
      throw ModynException.failedPrecondition(
          "PostgreSQL on %s died %d times within a minute; its log is %s",
          data.directory(), MAXIMUM_DEATHS, process.logFile());
    }
    log.error("PostgreSQL on {} has died and is started again", data.directory());
  }

  private static DatabaseConfig config(PostgresData data, int port) throws IOException {
    return new DatabaseConfig(
        "postgresql",
        PostgresData.USER,
        data.password(),
        DATABASE,
        PostgresProcess.HOST,
        port,
        Optional.empty());
  }

  private static void createDatabase(DatabaseConfig config) {
    String url =
        String.format(
            Locale.ROOT, "jdbc:postgresql://%s:%d/postgres", config.hostname(), config.port());
    try (Connection connection =
            DriverManager.getConnection(url, config.username(), config.secret());
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
