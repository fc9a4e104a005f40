package org.modyn.cli.command.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.logging.OutOfMemoryExit;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.LogFormat;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.file.StatePermissions;
import org.modyn.common.security.DefaultSecurity;
import org.modyn.common.server.ModynServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one server as a process of its own. */
@Command(
    name = "serve",
    header = "Run one server until it is stopped.",
    description = {
      "Prints one line on standard output when the server is ready, and logs to standard error."
          + " SIGTERM and Ctrl-C stop it.",
      "All servers read the same configuration; they need the PostgreSQL server that it names."
          + " 'modyn serve database --state-dir DIRECTORY' is one, for those who have none."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final String DATABASE = "database";
  private static final int MAXIMUM_PORT = 65535;

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "SERVER",
      completionCandidates = Servers.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String server;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The system configuration, YAML. Every server but database needs it.")
  private Path configFile;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description = "Where the database keeps its data; for SERVER database only, which needs it.")
  private Path stateDirectory;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Where the database listens, from now on; for SERVER database only. Default: the port"
              + " of the last time, at first "
              + EmbeddedPostgres.DEFAULT_PORT
              + " or the next one that is free.")
  private Integer port;

  @Option(
      names = "--insecure",
      description =
          "Listen also on other addresses than loopback without certificates and tokens, and on"
              + " loopback without a token: whoever reaches the server may do everything, as run"
              + " code.")
  private boolean insecure;

  /** The allowed values of SERVER. */
  static final class Servers implements Iterable<String> {
    static List<String> names() {
      return Stream.concat(
              Arrays.stream(ServerKind.values()).map(ServerKind::label), Stream.of(DATABASE))
          .toList();
    }

    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  @Override
  public Integer call() {
    if (server.equals(DATABASE)) {
      require(
          stateDirectory != null && configFile == null && !insecure,
          "database needs --state-dir, and takes neither --config nor --insecure");
      require(
          port == null || (port >= 1 && port <= MAXIMUM_PORT),
          String.format(Locale.ROOT, "--port: %s is not a port, 1 to %d", port, MAXIMUM_PORT));
      serveDatabase();
    } else {
      ServerKind kind =
          ServerKind.of(server)
              .orElseThrow(
                  () ->
                      usage(
                          "there is no server '%s'; there is: %s"
                              .formatted(server, String.join(", ", Servers.names()))));
      require(
          configFile != null && stateDirectory == null && port == null,
          server + " needs --config, and takes neither --state-dir nor --port");
      serve(kind, ConfigLoader.load(configFile, ModynConfig.class));
    }
    return 0;
  }

  private void serve(ServerKind kind, ModynConfig config) {
    Logging.toStandardError(config.logFormat());
    OutOfMemoryExit.install();
    StateDirectory.requireDirectory(config.stateDirectory());
    StatePermissions.restrict(config.stateDirectory());
    ModynConfig secured =
        DefaultSecurity.apply(
            insecure ? config.withSecurity(config.security().withInsecure(true)) : config);
    try (TerminationSignal signal = TerminationSignal.install(() -> {});
        ModynServer running = signal.interruptibly(() -> kind.start(secured))) {
      ready(
          "%s ready on %s%s"
              .formatted(
                  kind.label(),
                  running.address(),
                  running
                      .httpAddress()
                      .map(address -> " (http: %s)".formatted(address))
                      .orElse("")));
      signal.interruptibly(
          () -> {
            running.awaitTermination();
            return null;
          });
    }
  }

  private void serveDatabase() {
    Logging.toStandardError(LogFormat.TEXT);
    try (TerminationSignal signal = TerminationSignal.install(() -> {});
        StateDirectory state = StateDirectory.lock(stateDirectory);
        EmbeddedPostgres database =
            signal.interruptibly(
                () ->
                    EmbeddedPostgres.startOnLastingPort(
                        state.database(),
                        state.databasePrograms(),
                        port == null ? OptionalInt.empty() : OptionalInt.of(port)))) {
      DatabaseConfig config = database.config();
      ready(
          String.format(
              Locale.ROOT,
              "database ready on %s:%d (database: %s, username: %s, password_file: %s)",
              config.hostname(),
              config.port(),
              config.database(),
              config.username(),
              database.passwordFile()));
      throw signal.interruptibly(database::awaitFailure);
    }
  }

  private void ready(String line) {
    PrintWriter output = command.commandLine().getOut();
    output.println(line);
    output.flush();
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw usage(message);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
