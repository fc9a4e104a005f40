package org.modyn.cli.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.cli.output.JsonOutput;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.ServiceAddress;

/**
 * The file {@code servers.json} of a state directory: the addresses of its running servers, for
 * other processes.
 *
 * @param processId the process of the servers
 */
record RunningServers(long processId, Map<ServerKind, ServiceAddress> addresses) {
  private static final String PROCESS = "process";
  private static final String SERVERS = "servers";

  RunningServers {
    addresses = Map.copyOf(addresses);
  }

  private static Path file(Path stateDirectory) {
    return stateDirectory.resolve("servers.json");
  }

  /** Writes the file for servers of this process. */
  static void write(Path stateDirectory, Map<ServerKind, ServiceAddress> addresses) {
    ObjectNode document = JsonOutput.object().put(PROCESS, ProcessHandle.current().pid());
    ObjectNode servers = document.putObject(SERVERS);
    addresses.forEach((kind, address) -> servers.put(kind.label(), address.toString()));
    byte[] content = JsonOutput.render(document).getBytes(UTF_8);
    DurableFiles.writeAtomically(
        file(stateDirectory),
        channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(content), 0));
  }

  static void delete(Path stateDirectory) {
    DurableFiles.delete(file(stateDirectory));
  }

  /**
   * Reads the running servers of a state directory.
   *
   * @param holder the process that holds the directory; the file of any other process is ignored,
   *     because that process was killed
   */
  static Optional<RunningServers> read(Path stateDirectory, long holder) {
    Path file = file(stateDirectory);
    try {
      RunningServers servers = parse(file, Files.readString(file));
      return servers.processId() == holder ? Optional.of(servers) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  private static RunningServers parse(Path file, String content) {
    JsonNode document = JsonOutput.parse(file.toString(), content);
    Map<ServerKind, ServiceAddress> addresses = new EnumMap<>(ServerKind.class);
    document
        .path(SERVERS)
        .properties()
        .forEach(
            server ->
                ServerKind.of(server.getKey())
                    .ifPresent(
                        kind ->
                            addresses.put(
                                kind, ServiceAddress.parse(server.getValue().textValue()))));
    return new RunningServers(document.path(PROCESS).longValue(), addresses);
  }
}
