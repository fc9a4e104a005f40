/**
 * What a file of samples looks like. A {@link org.modyn.storage.file.FileWrapper} reads a file
 * once, when it is taken, and finds single samples in it ever after. To add a kind, write its class
 * and the record of its options, which may be the same, and list it in {@link
 * org.modyn.storage.file.FileWrappers}.
 */
package org.modyn.storage.file;
