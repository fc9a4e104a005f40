/**
 * The storage server: datasets, their files, and the bytes of every sample.
 *
 * <p>A dataset is a folder of immutable files. Its watcher ({@code ingest}) finds new files and
 * records each with a contiguous range of keys, in one row per file ({@code database}), not per
 * sample. All servers have an in-memory index of the files ({@code dataset}), from which requests
 * for keys, timestamps and labels are answered without a query; the bytes come from memory-mapped
 * files ({@code read}). The format of a file and the filesystem it is on are behind two small
 * interfaces ({@code file}, {@code filesystem}).
 *
 * <p>Start reading at {@link org.modyn.storage.StorageServer}, which wires the parts.
 */
package org.modyn.storage;
