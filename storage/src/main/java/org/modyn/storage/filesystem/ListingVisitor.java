package org.modyn.storage.filesystem;

/** Receives what {@link FilesystemWrapper#list} finds. */
@FunctionalInterface
public interface ListingVisitor {
  void visit(FileStatus file);

  /**
   * Called for a folder or a symbolic link that cannot be listed; the listing continues without it.
   *
   * @param path relative to the dataset's folder
   */
  default void skip(String path, String reason) {}
}
