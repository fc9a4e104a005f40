package org.modyn.cli.command.output;

import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;

/** Checks a path to which a command will write a file. */
public final class TargetFile {
  private TargetFile() {}

  /**
   * Rejects a path to which no file can be written, before the command does any work.
   *
   * @throws ModynException NOT_FOUND when its folder is missing; ALREADY_EXISTS when it is a folder
   */
  public static void check(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw ModynException.alreadyExists("%s is a folder; name a file in it", file);
    }
    if (!Files.isDirectory(folder)) {
      throw ModynException.notFound("%s: there is no folder %s", file, folder);
    }
  }
}
