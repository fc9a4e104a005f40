/**
 * Partitions of a trigger training set, computed one at a time: cursors over the selected samples,
 * and {@link org.modyn.selector.partition.ShuffledPartitions}, which splits their samples into
 * partitions and shuffles each one. Memory is that of one partition, whatever the size of the
 * training set.
 */
package org.modyn.selector.partition;
