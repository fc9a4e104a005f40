package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
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

  /** Reads a file. */
  public static SystemConfiguration read(Path file) {
    try {
      return new SystemConfiguration(
          file, Optional.of(ConfigLoader.load(file, ModynConfig.class)), "");
    } catch (ModynException e) {
      return new SystemConfiguration(file, Optional.empty(), e.oneLine());
    }
  }
}
