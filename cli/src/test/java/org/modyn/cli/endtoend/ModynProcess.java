package org.modyn.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A {@code modyn} command as a process of its own. */
final class ModynProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final String END = "<end of output>";

  private final Process process;
  private final Lines output;
  private final Lines error;

  private ModynProcess(Process process) {
    this.process = process;
    this.output = new Lines(process.getInputStream());
    this.error = new Lines(process.getErrorStream());
  }

  static ModynProcess start(String... arguments) throws IOException {
    return startIn(Map.of(), arguments);
  }

  /**
   * @param environment variables besides those of this process
   */
  static ModynProcess startIn(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                // a shell starts its background jobs with SIGINT ignored, and children inherit that
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.modyn.cli.Modyn"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.environment().putAll(environment);
    return new ModynProcess(builder.start());
  }

  /** The lines of a stream, which is read all the time. */
  private static final class Lines {
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private final Thread reader;

    Lines(InputStream stream) {
      reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        all.add(line);
                        queue.add(line);
                      }
                    } catch (IOException e) {
                      all.add("cannot read on: " + e);
                    } finally {
                      queue.add(END);
                    }
                  });
    }

    String await(String prefix) throws InterruptedException {
      for (String line = queue.poll(PATIENCE_SECONDS, SECONDS);
          line != null && !line.equals(END);
          line = queue.poll(PATIENCE_SECONDS, SECONDS)) {
        if (line.startsWith(prefix)) {
          return line;
        }
      }
      throw new AssertionError("no line '" + prefix + "...' came; instead:\n" + text());
    }

    String toTheEnd() throws InterruptedException {
      reader.join();
      return text();
    }

    /** What has come so far. */
    String text() {
      return all.stream().map(line -> line + "\n").collect(joining());
    }
  }

  long pid() {
    return process.pid();
  }

  /** The next line on standard output that begins so. */
  String awaitOutput(String prefix) throws InterruptedException {
    try {
      return output.await(prefix);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nstandard error:\n" + error.text(), e);
    }
  }

  /** The next line on standard error that begins so. */
  String awaitError(String prefix) throws InterruptedException {
    return error.await(prefix);
  }

  /** Sends a signal, for example INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("the process does not end:\n" + error.text());
    }
    return process.exitValue();
  }

  /** All of standard output; the process has ended. */
  String output() throws InterruptedException {
    return output.toTheEnd();
  }

  /** What has come so far on standard error. */
  String errorSoFar() {
    return error.text();
  }

  /** All of standard error; the process has ended. */
  String error() throws InterruptedException {
    return error.toTheEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Command lines of living processes that name a directory, the database's among them. */
  static List<String> processesIn(Path directory) {
    return ProcessHandle.allProcesses()
        .flatMap(handle -> handle.info().commandLine().stream())
        .filter(line -> line.contains(directory.toString()))
        .toList();
  }
}
