package org.modyn.benchmarks.framework;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.cli.Modyn;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;

/** A {@code modyn serve} in a separate JVM. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("\\S+ ready on (\\S+)(?: \\((.*)\\))?");

  private final Process process;
  private final ServiceAddress address;
  private final String details;

  private ServerProcess(Process process, ServiceAddress address, String details) {
    this.process = process;
    this.address = address;
    this.details = details;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param jvmOptions the options of the JVM
   * @param log the file that the server's log is appended to
   * @param arguments the arguments of {@code modyn serve}
   * @throws ModynException UNAVAILABLE when the server ends instead
   */
  public static ServerProcess start(List<String> jvmOptions, Path log, String... arguments)
      throws IOException {
    List<String> serve = new ArrayList<>(List.of("serve"));
    serve.addAll(List.of(arguments));
    List<String> command = JavaCommand.of(jvmOptions, Modyn.class, serve);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // spinning OpenMP threads beside the servers' own would slow training down many times
    builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
    Process process = builder.start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = output.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw ModynException.unavailable(
          "'modyn serve %s' did not start: %s; its log is %s", arguments[0], line, log);
    }
    return new ServerProcess(process, ServiceAddress.parse(ready.group(1)), ready.group(2));
  }

  public ServiceAddress address() {
    return address;
  }

  /** Returns the text in parentheses after the address in the server's ready line; may be null. */
  public String details() {
    return details;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the process with SIGKILL, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Returns the memory in use without mapped files, in bytes; 0 if the server has ended. */
  long privateMemoryBytes() {
    return ProcessMemory.privateBytes(process);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // not interruptible: killing the process of a database would leave PostgreSQL running
      process.onExit().orTimeout(20, SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
    }
  }
}
