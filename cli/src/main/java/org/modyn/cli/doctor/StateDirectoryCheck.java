package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.common.file.DurableFiles;

/** Whether the state directory can be written, and the space on its disk. */
final class StateDirectoryCheck implements Check {
  private static final long LITTLE_SPACE_BYTES = 5_000_000_000L;

  private final Path directory;

  StateDirectoryCheck(Path directory) {
    this.directory = requireNonNull(directory, "directory is null").toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return "state directory";
  }

  @Override
  public List<Finding> run() {
    return FileProbe.PATIENT.ask(directory, path -> Optional.of(check())).stream().toList();
  }

  private Finding check() {
    Path existing = StateDirectory.nearestExisting(directory);
    if (!Files.isDirectory(existing)) {
      return Finding.problem(existing + " is a file", "name a directory with --state-dir");
    }
    try {
      // Permissions alone do not tell: the file system may be read-only or full.
      Files.delete(Files.createTempFile(existing, "doctor", null));
      FileStore disk = Files.getFileStore(existing);
      String found =
          "%s %s; %s of %s are free"
              .formatted(
                  directory,
                  existing.equals(directory) ? "can be written" : "can be created",
                  Bytes.text(disk.getUsableSpace()),
                  Bytes.text(disk.getTotalSpace()));
      return disk.getUsableSpace() < LITTLE_SPACE_BYTES
          ? Finding.warning(
              found, "free some space: models, training sets and PyTorch need some gigabytes")
          : Finding.ok(found);
    } catch (IOException e) {
      return Finding.problem(
          DurableFiles.cannotWrite(existing, e).oneLine(),
          "make it writable, or name another directory with --state-dir");
    }
  }
}
