/**
 * The filesystems of datasets. {@link org.modyn.storage.filesystem.FilesystemWrapper} is the
 * interface for the rest of the server; {@link org.modyn.storage.filesystem.Filesystems} lists the
 * implementations.
 */
package org.modyn.storage.filesystem;
