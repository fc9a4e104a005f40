package org.modyn.storage.filesystem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Describes exceptions of the file system. */
public final class FileErrors {
  private FileErrors() {}

  /** Returns the problem, without the path. */
  public static String reason(IOException e) {
    return switch (e) {
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case NoSuchFileException missing -> "it does not exist";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException file -> "it is not a folder";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
