/**
 * What a dataset is, and the index that answers most questions about it. A {@link
 * org.modyn.storage.dataset.Dataset} has a {@link org.modyn.storage.dataset.DatasetIndex}, an
 * immutable snapshot of its files: key to file by binary search, keys and labels of an interval by
 * a {@link org.modyn.storage.dataset.SampleScan}.
 */
package org.modyn.storage.dataset;
