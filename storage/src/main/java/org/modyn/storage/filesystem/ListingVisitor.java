package org.modyn.storage.filesystem;

/** Receives what {@link FilesystemWrapper#list} finds. */
@FunctionalInterface
public interface ListingVisitor {
  void visit(FileStatus file);

  /**
   * A folder, or a symbolic link, that cannot be listed; the rest of the folder is.
   *
   * @param path relative to the dataset's folder
   */
  default void skip(String path, String reason) {}
}
