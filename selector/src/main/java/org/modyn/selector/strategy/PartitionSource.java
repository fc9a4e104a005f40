package org.modyn.selector.strategy;

/** The partitions of one trigger training set, computed one at a time. For one thread. */
public interface PartitionSource extends AutoCloseable {
  /** Returns the next partition, which is valid until the next call; null at the end. */
  Partition next();

  @Override
  void close();
}
