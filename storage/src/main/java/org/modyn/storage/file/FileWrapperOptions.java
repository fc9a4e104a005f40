package org.modyn.storage.file;

/**
 * The options of one kind of file, as a dataset's definition has them. {@link
 * FileWrappers#REGISTRY} lists all kinds.
 */
public interface FileWrapperOptions {
  FileWrapper create();
}
