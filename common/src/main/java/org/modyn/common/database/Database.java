package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.ConnectionFailures;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.common.error.database.DatabaseLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of a server in PostgreSQL, migrated to the version that this program requires: a pool
 * of at most {@value #MAXIMUM_CONNECTIONS} connections whose search path is that schema. Open it
 * once per server; a connection takes milliseconds, and an idle one is closed after some minutes.
 *
 * <p>Migrations are the files {@code db/<schema>/V<number>__<name>.sql} on the class path. Several
 * processes may open a schema at the same time: one migrates, the others wait.
 */
public final class Database implements AutoCloseable {
  private static final int MAXIMUM_CONNECTIONS = 10;
  private static final Duration STARTUP_PATIENCE = Duration.ofSeconds(20);
  private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);

  private static final int STATEMENT_TIMEOUT_SECONDS = 30;

  /** The time without a byte of an answer after which a statement fails. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(STATEMENT_TIMEOUT_SECONDS);

  private static final Duration LONG_STATEMENT_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
  private static final Pattern SCHEMA_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private final HikariDataSource dataSource;
  private final HealthConnection health;
  private final Jdbi jdbi;
  private final Jdbi longStatements;

  private Database(HikariDataSource dataSource, DatabaseConfig config, Duration statementTimeout) {
    this.dataSource = dataSource;
    this.health = new HealthConnection(config);
    this.jdbi = jdbi(dataSource, config, statementTimeout);
    this.longStatements = jdbi(dataSource, config, LONG_STATEMENT_TIMEOUT);
  }

  private static Jdbi jdbi(HikariDataSource dataSource, DatabaseConfig config, Duration timeout) {
    Jdbi jdbi =
        Jdbi.create(() -> connect(dataSource, config, timeout)).installPlugin(new PostgresPlugin());
    jdbi.getConfig(DatabaseLocation.class).set("PostgreSQL at " + location(config));
    return jdbi;
  }

  /**
   * Connects, creates the schema if it does not exist, and migrates it. Waits up to 20 seconds for
   * a database server that does not respond yet.
   *
   * @param schema lower case letters, digits and underscores
   * @throws ModynException UNAVAILABLE when PostgreSQL does not answer; FAILED_PRECONDITION when it
   *     refuses us or the schema was migrated by a newer or a changed program; INVALID_ARGUMENT for
   *     a driver other than {@code postgresql}
   */
  public static Database open(DatabaseConfig config, String schema) {
    return open(config, schema, new CompositeMeterRegistry());
  }

  /**
   * As {@link #open(DatabaseConfig, String)}.
   *
   * @param meters receives the state of the pool, under HikariCP's names
   */
  public static Database open(DatabaseConfig config, String schema, MeterRegistry meters) {
    return open(config, schema, STATEMENT_TIMEOUT, meters);
  }

  static Database open(
      DatabaseConfig config, String schema, Duration statementTimeout, MeterRegistry meters) {
    requireNonNull(config, "config is null");
    if (!SCHEMA_NAME.matcher(schema).matches()) {
      throw new IllegalArgumentException("not a schema name: " + schema);
    }
    if (!config.drivername().startsWith("postgresql")) {
      throw ModynException.invalidArgument(
          "database.drivername is '%s', allowed is 'postgresql'", config.drivername());
    }
    awaitServer(config);
    HikariConfig pool = poolConfig(config, schema);
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    HikariDataSource dataSource = new HikariDataSource(pool);
    try {
      new Migrations(config, schema).run();
      return new Database(dataSource, config, statementTimeout);
    } catch (RuntimeException e) {
      dataSource.close();
      throw e;
    }
  }

  /**
   * For statements to which PostgreSQL responds within {@value #STATEMENT_TIMEOUT_SECONDS} seconds.
   * They throw UNAVAILABLE, as a {@link ModynException}, while PostgreSQL does not answer; for
   * those in flight when the connection breaks, or when PostgreSQL has no disk space left, see
   * {@link DatabaseFailures}.
   */
  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * As {@link #jdbi}, for statements to which PostgreSQL may respond after some minutes: that wait
   * for locks, or change millions of rows.
   */
  public Jdbi longStatements() {
    return longStatements;
  }

  public DataSource dataSource() {
    return dataSource;
  }

  /**
   * Returns one line that says that PostgreSQL does not answer now, or empty if it does. Takes some
   * seconds at most.
   */
  public Optional<String> problem() {
    return health.problem();
  }

  @Override
  public void close() {
    health.close();
    dataSource.close();
  }

  /**
   * The driver's property {@code socketTimeout} has no effect with this pool, which sets the
   * timeouts of its connections itself.
   */
  private static Connection connect(
      HikariDataSource dataSource, DatabaseConfig config, Duration timeout) {
    try {
      Connection connection = dataSource.getConnection();
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
      return connection;
    } catch (SQLException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "PostgreSQL at %s does not answer: %s"
              .formatted(location(config), ConnectionFailures.firstLine(e)),
          e);
    }
  }

  private static void awaitServer(DatabaseConfig config) {
    Properties properties = new Properties();
    properties.setProperty("user", config.username());
    properties.setProperty("password", config.secret());
    properties.setProperty("connectTimeout", "5");
    long deadline = System.nanoTime() + STARTUP_PATIENCE.toNanos();
    while (true) {
      try {
        DriverManager.getConnection(url(config), properties).close();
        return;
      } catch (SQLException e) {
        if (!ConnectionFailures.isOne(e)) {
          throw refused(config, e);
        }
        if (System.nanoTime() > deadline) {
          throw new ModynException(
              ErrorCategory.UNAVAILABLE,
              "cannot reach PostgreSQL at %s: %s; is it running, and is the database section of the configuration right?"
                  .formatted(location(config), ConnectionFailures.firstLine(e)),
              e);
        }
        log.debug("PostgreSQL at {} does not answer yet", location(config), e);
        Interruptible.sleep(RETRY_PAUSE, "connecting to PostgreSQL");
      }
    }
  }

  /** The error for a server that answers, but not to this user. */
  static ModynException refused(DatabaseConfig config, SQLException cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "PostgreSQL at %s refuses the user %s: %s"
            .formatted(location(config), config.username(), ConnectionFailures.firstLine(cause)),
        cause);
  }

  private static HikariConfig poolConfig(DatabaseConfig config, String schema) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(schema);
    pool.setJdbcUrl(url(config));
    pool.setUsername(config.username());
    pool.setPassword(config.secret());
    pool.setSchema(schema);
    pool.setMaximumPoolSize(MAXIMUM_CONNECTIONS);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool.addDataSourceProperty("ApplicationName", "modyn-" + schema);
    pool.addDataSourceProperty("connectTimeout", CONNECTION_PATIENCE.toSeconds());
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  static String url(DatabaseConfig config) {
    return String.format(
        Locale.ROOT,
        "jdbc:postgresql://%s:%d/%s%s",
        config.hostname(),
        config.port(),
        config.database(),
        config.parameters().isEmpty() ? "" : "?" + config.parameters());
  }

  static String location(DatabaseConfig config) {
    return String.format(
        Locale.ROOT, "%s:%d, database %s", config.hostname(), config.port(), config.database());
  }
}
