package org.modyn.common.config.system;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.modyn.common.config.schema.Scalar;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A secret in a file of its own. The file is read when the secret is used: all servers read the
 * same configuration, but not every one of them needs to have every secret.
 */
@Scalar
public record SecretFile(Path path) {
  public SecretFile {
    requireNonNull(path, "path is null");
  }

  /**
   * Returns the secret in the file at a path.
   *
   * @throws IllegalArgumentException when the text is not a path
   */
  public static SecretFile parse(String path) {
    try {
      return new SecretFile(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path, but is \"" + path + "\"", e);
    }
  }

  /**
   * Reads the secret, without white space at its end.
   *
   * @param field the field that names the file, for messages
   * @throws ModynException FAILED_PRECONDITION when the file cannot be read
   */
  String read(String field) {
    try {
      return Files.readString(path).stripTrailing();
    } catch (IOException e) {
      String reason =
          e instanceof NoSuchFileException ? "no such file: " + path : "cannot be read: " + e;
      throw new ModynException(ErrorCategory.FAILED_PRECONDITION, field + ": " + reason, e);
    }
  }

  /** Returns the path, not the secret. */
  @Override
  public String toString() {
    return path.toString();
  }
}
