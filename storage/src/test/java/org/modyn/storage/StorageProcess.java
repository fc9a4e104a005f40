package org.modyn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.ServiceAddress;

/** A storage server in a JVM of its own, which can be killed. */
final class StorageProcess implements AutoCloseable {
  private static final String ADDRESS = "serving at ";
  private static final String TAKE = "take";
  private static final String RELEASE = "release";
  private static final String DONE = "done: ";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ServiceAddress address;

  private StorageProcess(Process process, ServiceAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a server and waits until it serves.
   *
   * @param directory for its configuration
   */
  static StorageProcess start(Path directory, ModynConfig config) {
    return start(directory, config, List.of());
  }

  /**
   * As {@link #start}, with the user's rights to files only. The user root can read and write every
   * file; without these two capabilities, permissions hold for root, too.
   */
  static StorageProcess startWithoutPrivileges(Path directory, ModynConfig config) {
    try {
      boolean root = Files.getAttribute(directory, "unix:uid").equals(0);
      return start(
          directory,
          config,
          root ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #start}, with a limit of open files and connections. */
  static StorageProcess startWithOpenFiles(Path directory, ModynConfig config, int limit) {
    return start(directory, config, List.of("prlimit", "--nofile=" + limit));
  }

  private static StorageProcess start(
      Path directory, ModynConfig config, List<String> commandPrefix) {
    try {
      Path file = Files.writeString(directory.resolve("storage.json"), ConfigLoader.toJson(config));
      List<String> command = new ArrayList<>(commandPrefix);
      command.addAll(
          List.of(
              ProcessHandle.current().info().command().orElse("java"),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              StorageProcess.class.getName(),
              file.toString()));
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      ServiceAddress address = readAddress(output);
      StorageProcess started = new StorageProcess(process, address);
      Thread.ofVirtual().start(() -> output.lines().forEach(started.lines::add));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line that is not one of the log. */
  private static ServiceAddress readAddress(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(ADDRESS)) {
        return ServiceAddress.parse(line.substring(ADDRESS.length()));
      }
    }
    throw new IOException("the server ended before it served");
  }

  /** Opens files in the process until it may not open more. */
  void takeAllFileDescriptors() throws IOException, InterruptedException {
    command(TAKE);
  }

  /** Closes the files of {@link #takeAllFileDescriptors}. */
  void releaseFileDescriptors() throws IOException, InterruptedException {
    command(RELEASE);
  }

  private void command(String command) throws IOException, InterruptedException {
    lines.clear();
    process.getOutputStream().write((command + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    for (String line = lines.take(); !line.equals(DONE + command); line = lines.take()) {
      // a line of the log
    }
  }

  /** Follows the commands of standard input. */
  private static void followCommands() {
    List<InputStream> taken = new ArrayList<>();
    try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        switch (line) {
          case TAKE -> takeAll(taken);
          case RELEASE -> {
            for (InputStream file : taken) {
              file.close();
            }
            taken.clear();
          }
          default -> throw new IllegalArgumentException(line);
        }
        System.out.println(DONE + line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void takeAll(List<InputStream> taken) throws IOException {
    loadClassesOfErrors();
    while (true) {
      try {
        taken.add(new FileInputStream("/dev/null"));
      } catch (FileNotFoundException e) {
        if (String.valueOf(e.getMessage()).contains("Too many open files")) {
          return;
        }
        throw e;
      }
    }
  }

  /** Here classes are files, which cannot be opened later; those of an installation are in jars. */
  private static void loadClassesOfErrors() {
    IOException failure = new FileSystemException("none", null, "Too many open files");
    StatusRuntimeException status =
        GrpcErrors.toStatus(DurableFiles.cannotRead(Path.of("none"), failure));
    System.out.println("An error would be " + GrpcErrors.toModynException("storage", status));
  }

  /** The server's own main program. */
  public static void main(String[] arguments) throws InterruptedException {
    try (StorageServer server =
        StorageServer.start(ConfigLoader.load(Path.of(arguments[0]), ModynConfig.class))) {
      Thread.ofPlatform().daemon().start(StorageProcess::followCommands);
      System.out.println(ADDRESS + server.address());
      server.awaitTermination();
    }
  }

  ServiceAddress address() {
    return address;
  }

  /** The memory that the process has in use, in bytes. */
  long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  /** The number of its file descriptors. */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.count();
    }
  }

  /** SIGKILL: nothing of the server gets to run any more. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
