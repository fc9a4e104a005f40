package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.modyn.common.database.EmbeddedPostgres.Durability;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's data directory: created once, and validated before each start. */
final class PostgresData {
  static final String USER = "modyn";

  private static final long WAL_SEGMENT_BYTES = 16L << 20;
  private static final long MINIMUM_FREE_BYTES = 256L << 20;
  private static final Logger log = LoggerFactory.getLogger(PostgresData.class);

  private final Path directory;

  /**
   * @param directory absolute
   */
  PostgresData(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  Path directory() {
    return directory;
  }

  /** Returns the password of {@link #USER}, which only the owner of the directory can read. */
  Path passwordFile() {
    return directory.resolve("modyn.password");
  }

  String password() throws IOException {
    return Files.readString(passwordFile());
  }

  /** The port of the last start that wanted the next one to have the same. */
  OptionalInt lastPort() throws IOException {
    Path file = portFile();
    if (!Files.exists(file)) {
      return OptionalInt.empty();
    }
    String text = Files.readString(file).strip();
    if (!text.matches("[1-9][0-9]{0,4}")) {
      throw ModynException.failedPrecondition(
          "%s does not hold a port; delete it, or name the port", file);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  void rememberPort(int port) throws IOException {
    Files.writeString(portFile(), port + "\n");
  }

  private Path portFile() {
    return directory.resolve("modyn.port");
  }

  /**
   * Creates the data directory, or validates an existing one.
   *
   * @param home the directory of PostgreSQL's programs
   * @throws ModynException RESOURCE_EXHAUSTED when the disk is full; FAILED_PRECONDITION when the
   *     directory is something else
   */
  void prepare(Path home, PostgresTools tools, Durability durability) throws IOException {
    requireSpace();
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
    initialize(home, tools, durability);
  }

  private void requireSpace() throws IOException {
    long free = Files.getFileStore(directory.getParent()).getUsableSpace();
    if (free < MINIMUM_FREE_BYTES) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          String.format(
              Locale.ROOT,
              ("the disk of %s has %d MiB left, PostgreSQL needs at least %d MiB; free some or"
                  + " choose another state directory"),
              directory,
              free >> 20,
              MINIMUM_FREE_BYTES >> 20));
    }
  }

  /** Returns whether the disk has no room for the next segment of the write-ahead log. */
  boolean isDiskFull() throws IOException {
    return Files.getFileStore(directory).getUsableSpace() < WAL_SEGMENT_BYTES;
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

  /** Runs initdb in a temporary directory and renames it, so that a crash leaves no partial one. */
  private void initialize(Path home, PostgresTools tools, Durability durability)
      throws IOException {
    log.info("Creating a PostgreSQL data directory in {}", directory);
    Path draft = directory.resolveSibling(directory.getFileName() + ".new");
    Path draftPassword = directory.resolveSibling(directory.getFileName() + ".password");
    PostgresBinaries.deleteTree(draft);
    Files.deleteIfExists(draftPassword);
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    Files.createFile(
        draftPassword,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draftPassword, HexFormat.of().formatHex(secret));
    List<String> arguments = new ArrayList<>(List.of("-D", draft.toString(), "-U", USER));
    arguments.addAll(List.of("--pwfile", draftPassword.toString(), "-A", "scram-sha-256"));
    arguments.addAll(List.of("-E", "UTF8", "--no-locale", "--locale-provider=builtin"));
    arguments.addAll(List.of("--builtin-locale=C.UTF-8"));
    arguments.addAll(List.of("-L", home.resolve("share").resolve("postgresql").toString()));
    if (durability == Durability.VOLATILE) {
      arguments.add("--no-sync");
    }
    PostgresTools.Result result = tools.run("initdb", arguments);
    if (result.exitCode() != 0) {
      PostgresBinaries.deleteTree(draft);
      Files.deleteIfExists(draftPassword);
      throw PostgresProcess.cannotStart(directory, result.reason());
    }
    Files.move(draftPassword, draft.resolve(passwordFile().getFileName()));
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
  }
}
