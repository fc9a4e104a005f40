/**
 * What a dataset is, and the index that answers most questions about it. A {@link
 * org.modyn.storage.dataset.Dataset} has a {@link org.modyn.storage.dataset.DatasetIndex}, an
 * immutable snapshot of its files: key to file by binary search, keys and labels of an interval by
 * a {@link org.modyn.storage.dataset.SampleScan}. It is a list of {@link
 * org.modyn.storage.dataset.FileChunk}s, columns of some thousand files each, which later snapshots
 * share; an {@link org.modyn.storage.dataset.IndexAppender} adds files. Whoever looks for files by
 * their paths keeps a {@link org.modyn.storage.dataset.PathLookup}.
 */
package org.modyn.storage.dataset;
