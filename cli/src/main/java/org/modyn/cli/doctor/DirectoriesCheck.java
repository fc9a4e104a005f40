package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.modyn.common.config.system.ModynConfig;

/** Owner, permissions, space and inodes of the existing directories of a configuration. */
final class DirectoriesCheck implements Check {
  private static final long LITTLE_SPACE_BYTES = 1_000_000_000L;
  private static final long FEW_INODES = 10_000;
  private static final String PRIVATE = "rwx------";

  private final Set<Path> directories;
  private final FileProbe probe;
  private final FileProbe.Question question;

  DirectoriesCheck(ModynConfig config) {
    this(config, FileProbe.PATIENT, DirectoriesCheck::find);
  }

  /**
   * @param question about each directory
   */
  DirectoriesCheck(ModynConfig config, FileProbe probe, FileProbe.Question question) {
    requireNonNull(config, "config is null");
    this.probe = requireNonNull(probe, "probe is null");
    this.question = requireNonNull(question, "question is null");
    directories = new LinkedHashSet<>();
    directories.add(config.stateDirectory());
    directories.add(config.localStorageDirectory());
    directories.add(config.triggerSampleDirectory());
    directories.add(config.modelsDirectory());
    directories.add(config.evalDirectory());
    directories.add(config.s3CacheDirectory());
  }

  @Override
  public String name() {
    return "directories";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    for (Path directory : directories) {
      probe.ask(directory, question).ifPresent(findings::add);
    }
    return findings.isEmpty()
        ? List.of(Finding.skipped("none exists yet; servers create them"))
        : findings;
  }

  private static Optional<Finding> find(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    Optional<Finding> permissions = permissions(directory);
    return permissions.isPresent() ? permissions : Optional.of(space(directory));
  }

  private static Optional<Finding> permissions(Path directory) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
    String user = System.getProperty("user.name");
    if (!attributes.owner().getName().equals(user)) {
      return Optional.of(
          Finding.warning(
              "%s belongs to the user %s, this command runs as %s"
                  .formatted(directory, attributes.owner().getName(), user),
              "run servers and commands as one user: chown -R %s %s".formatted(user, directory)));
    }
    String permissions = PosixFilePermissions.toString(attributes.permissions());
    return permissions.equals(PRIVATE)
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "%s has the permissions %s".formatted(directory, permissions),
                "it has models and samples: chmod 700 " + directory));
  }

  private static Finding space(Path directory) throws IOException {
    long bytes = Files.getFileStore(directory).getUsableSpace();
    OptionalLong inodes = freeInodes(directory);
    String found =
        directory
            + ": "
            + Bytes.text(bytes)
            + " are free"
            + (inodes.isPresent()
                ? String.format(Locale.ROOT, ", %,d inodes", inodes.getAsLong())
                : "");
    boolean isLittle =
        bytes < LITTLE_SPACE_BYTES || (inodes.isPresent() && inodes.getAsLong() < FEW_INODES);
    return isLittle
        ? Finding.warning(
            found,
            "free some space: servers stop to accept data when the disk is full; see"
                + " docs/OPERATIONS.md")
        : Finding.ok(found);
  }

  /** Java does not tell them. Empty for file systems without a fixed number, and when unknown. */
  private static OptionalLong freeInodes(Path directory) throws IOException {
    Process process =
        new ProcessBuilder("stat", "--file-system", "--format=%c %d", directory.toString())
            .redirectErrorStream(true)
            .start();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return OptionalLong.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return OptionalLong.empty();
    }
    String[] counts =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ");
    return counts.length == 2 && counts[0].matches("[1-9]\\d*") && counts[1].matches("\\d+")
        ? OptionalLong.of(Long.parseLong(counts[1]))
        : OptionalLong.empty();
  }
}
