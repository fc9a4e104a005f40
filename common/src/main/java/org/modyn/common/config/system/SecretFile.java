package org.modyn.common.config.system;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.modyn.common.config.schema.Scalar;

/**
 * A secret in a file of its own.
 *
 * @param content the secret, without trailing white space
 */
@Scalar
public record SecretFile(Path path, String content) {
  public SecretFile {
    requireNonNull(path, "path is null");
    requireNonNull(content, "content is null");
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  public static SecretFile parse(String path) {
    try {
      return new SecretFile(Path.of(path), Files.readString(Path.of(path)).stripTrailing());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path, but is \"" + path + "\"", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such file: " + path, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Returns the path, not the secret. */
  @Override
  public String toString() {
    return path.toString();
  }
}
