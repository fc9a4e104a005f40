package org.modyn.common.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs PostgreSQL's programs. They always run to completion, in a separate session: a Ctrl-C in the
 * terminal does not reach them, and an interrupted thread waits for them (for seconds) and stays
 * interrupted, so that no half-started process is left.
 *
 * <p>PostgreSQL refuses to run as root. For root, the programs run in a user namespace without
 * privileges.
 */
final class PostgresTools {
  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(5);
  private static final Pattern ERROR_LINE =
      Pattern.compile(
          "\\b(error|ERROR|FATAL|PANIC|HINT|DETAIL):|\\bLOG:\\s*(invalid|could not|unrecognized)");
  private static final Pattern LEVEL =
      Pattern.compile("^.*?\\b(error|ERROR|FATAL|PANIC|HINT|DETAIL|LOG):\\s*");
  private static final Logger log = LoggerFactory.getLogger(PostgresTools.class);

  private final Path home;
  private final List<String> prefix;

  private PostgresTools(Path home, List<String> prefix) {
    this.home = home;
    this.prefix = prefix;
  }

  /**
   * @param exitCode 0 on success
   * @param output standard output and standard error, interleaved
   */
  record Result(int exitCode, String output) {
    /** Returns the reason of a failure, in one line. */
    String reason() {
      String errors = errorLines(output);
      return errors.isEmpty() ? "exit code " + exitCode + ": " + output.strip() : errors;
    }
  }

  /**
   * @param home the directory with {@code bin/postgres}
   * @throws ModynException FAILED_PRECONDITION when this is root and namespaces are not allowed
   */
  static PostgresTools in(Path home) {
    List<String> prefix = new ArrayList<>();
    if (works("setsid", "--wait", "true")) {
      prefix.addAll(List.of("setsid", "--wait"));
    }
    if (isRoot()) {
      if (!works("unshare", "-U", "true")) {
        throw ModynException.failedPrecondition(
            "PostgreSQL cannot run as root, and this machine does not allow user namespaces"
                + " (unshare -U) to lower the rights; run Modyn as an ordinary user, or configure"
                + " a PostgreSQL server of your own");
      }
      prefix.addAll(List.of("unshare", "-U"));
    }
    return new PostgresTools(home, List.copyOf(prefix));
  }

  /**
   * @param tool for example {@code pg_ctl}
   */
  Result run(String tool, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(tool).toString());
    command.addAll(arguments);
    return run(command);
  }

  /** Returns PostgreSQL's error messages, joined to one line. */
  static String errorLines(String output) {
    return String.join(
        "; ",
        output
            .lines()
            .filter(line -> ERROR_LINE.matcher(line).find())
            .map(line -> LEVEL.matcher(line).replaceFirst(""))
            .distinct()
            .toList());
  }

  /** Waits briefly for the end of a process that is exiting. */
  static void awaitExit(ProcessHandle process) {
    boolean interrupted = Thread.interrupted();
    try {
      process.onExit().get(EXIT_PATIENCE.toMillis(), MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Process {} has ended, but has not been reaped", process.pid(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the embedded PostgreSQL needs Linux with a mounted /proc; configure a PostgreSQL server"
              + " of your own instead",
          e);
    }
  }

  private static boolean works(String... command) {
    try {
      return run(List.of(command)).exitCode() == 0;
    } catch (ModynException e) {
      return false;
    }
  }

  private static Result run(List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      // their messages are read here
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      String output;
      try (var stream = process.getInputStream()) {
        output = new String(stream.readAllBytes(), UTF_8);
      }
      return new Result(awaitUninterruptibly(process), output);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot run %s: %s".formatted(command.getFirst(), e.getMessage()),
          e);
    }
  }

  private static int awaitUninterruptibly(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
