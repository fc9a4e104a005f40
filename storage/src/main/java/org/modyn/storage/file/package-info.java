/**
 * The formats of sample files. A {@link org.modyn.storage.file.FileWrapper} reads a file once, when
 * it is ingested, and finds single samples in it ever after. To add a kind, write its class and the
 * record of its options, which may be the same, and list it in {@link
 * org.modyn.storage.file.FileWrappers}.
 */
package org.modyn.storage.file;
