package org.modyn.common.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP ports of this machine: finds free ports, and the process that uses a port. For the startup of
 * servers and for error messages; finding a process reads the descriptors of all processes and
 * takes some milliseconds.
 */
public final class Ports {
  private static final List<Path> SOCKET_TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL_ADDRESS_COLUMN = 1;
  private static final int STATE_COLUMN = 3;
  private static final int INODE_COLUMN = 9;
  private static final String LISTENING = "0A";
  private static final Logger log = LoggerFactory.getLogger(Ports.class);

  private Ports() {}

  /**
   * Returns a port that is currently free.
   *
   * @throws IOException when the address is not one of this machine
   */
  public static int free(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    }
  }

  /** Returns whether a server could currently listen on the port. */
  public static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      log.debug("Port {} is in use", port, e);
      return false;
    }
  }

  /**
   * Finds the process that uses a port.
   *
   * @return empty if the port is free, or if the process cannot be determined: it belongs to
   *     another user, or there is no {@code /proc}
   */
  public static Optional<PortHolder> holder(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    Set<String> listening = new HashSet<>();
    Set<String> connected = new HashSet<>();
    for (Path table : SOCKET_TABLES) {
      for (String line : lines(table)) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > INODE_COLUMN && columns[LOCAL_ADDRESS_COLUMN].endsWith(suffix)) {
          (columns[STATE_COLUMN].equals(LISTENING) ? listening : connected)
              .add("socket:[" + columns[INODE_COLUMN] + "]");
        }
      }
    }
    return ownerOf(listening)
        .map(process -> new PortHolder(process, true))
        .or(() -> ownerOf(connected).map(process -> new PortHolder(process, false)));
  }

  private static Optional<String> ownerOf(Set<String> sockets) {
    return sockets.isEmpty()
        ? Optional.empty()
        : ProcessHandle.allProcesses()
            .filter(process -> hasOneOf(process, sockets))
            .findFirst()
            .map(Ports::describe);
  }

  private static boolean hasOneOf(ProcessHandle process, Set<String> sockets) {
    Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
      for (Path entry : entries) {
        if (sockets.contains(target(entry))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.trace("Process {} has ended or belongs to another user", process.pid(), e);
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      log.trace("{} was closed meanwhile", descriptor, e);
      return "";
    }
  }

  private static String describe(ProcessHandle process) {
    String program =
        process
            .info()
            .command()
            .map(command -> " (" + Path.of(command).getFileName() + ")")
            .orElse("");
    return "process " + process.pid() + program;
  }

  private static List<String> lines(Path table) {
    try {
      return Files.exists(table) ? Files.readAllLines(table, UTF_8) : List.of();
    } catch (IOException | UncheckedIOException e) {
      log.debug("Cannot read {}", table, e);
      return List.of();
    }
  }
}
