/**
 * Datasets and their in-memory indexes, from which most requests are answered. A {@link
 * org.modyn.storage.dataset.Dataset} has a {@link org.modyn.storage.dataset.DatasetIndex}, an
 * immutable snapshot of its files: key to file by binary search, keys and labels of an interval by
 * a {@link org.modyn.storage.dataset.SampleScan}. It is a list of {@link
 * org.modyn.storage.dataset.FileChunk}s, columns of some thousand files each, which are shared with
 * later snapshots; an {@link org.modyn.storage.dataset.IndexAppender} adds files. A {@link
 * org.modyn.storage.dataset.PathLookup} finds files by path.
 */
package org.modyn.storage.dataset;
