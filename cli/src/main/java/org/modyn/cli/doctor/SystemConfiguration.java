package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

/**
 * A file with a system configuration.
 *
 * @param content empty when the file cannot be read, or is not valid
 * @param error why it is empty, one line
 */
public record SystemConfiguration(Path file, Optional<ModynConfig> content, String error) {
  public SystemConfiguration {
    requireNonNull(file, "file is null");
    requireNonNull(content, "content is null");
    requireNonNull(error, "error is null");
  }

  /** Reads a file, whose file system may hang. */
  public static SystemConfiguration read(Path file) {
    return read(file, FileProbe.PATIENT.limit());
  }

  static SystemConfiguration read(Path file, Duration limit) {
    return TimeLimit.run("reading " + file, limit, () -> load(file))
        .orElseGet(
            () ->
                new SystemConfiguration(
                    file,
                    Optional.empty(),
                    "%s cannot be read within %s seconds: it is no file, or its file system hangs"
                        .formatted(file, limit.toSeconds())));
  }

  private static SystemConfiguration load(Path file) {
    try {
      return new SystemConfiguration(
          file, Optional.of(ConfigLoader.load(file, ModynConfig.class)), "");
    } catch (ModynException e) {
      return new SystemConfiguration(file, Optional.empty(), e.oneLine());
    }
  }
}
