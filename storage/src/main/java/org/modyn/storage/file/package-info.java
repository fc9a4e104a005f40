/**
 * The formats of sample files. A {@link org.modyn.storage.file.FileWrapper} reads a file once, when
 * it is ingested, and locates single samples in it later. To add a format, write its class and the
 * record of its options, which may be the same, and list it in {@link
 * org.modyn.storage.file.FileWrappers}.
 */
package org.modyn.storage.file;
