/**
 * Where the files of a dataset lie. {@link org.modyn.storage.filesystem.FilesystemWrapper} is all
 * that the rest of the server knows about it; {@link org.modyn.storage.filesystem.Filesystems}
 * lists the kinds there are.
 */
package org.modyn.storage.filesystem;
