/**
 * The storage server: datasets, their files, and the bytes of every sample.
 *
 * <p>A dataset is a folder of immutable files. Its watcher ({@code ingest}) finds new ones and
 * records each with a contiguous run of keys: one row a file ({@code database}), never one a
 * sample. All servers hold an index of the files in memory ({@code dataset}), from which keys,
 * timestamps and labels are answered without a query; the bytes come from memory-mapped files
 * ({@code read}). The format of a file and the filesystem it is on are behind two small interfaces
 * ({@code file}, {@code filesystem}).
 *
 * <p>Start reading at {@link org.modyn.storage.StorageServer}, which wires the parts.
 */
package org.modyn.storage;
