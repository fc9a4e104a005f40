package org.modyn.selector.strategy;

/** The partitions of one trigger training set, computed one at a time. For one thread. */
public interface PartitionSource extends AutoCloseable {
  /** Returns the next partition, which is valid until the next call; null at the end. */
  Partition next();

  /**
   * Returns what the strategy is to be told at the next trigger; to be asked after the last
   * partition. Without meaning for a strategy that remembers nothing.
   */
  PositionSet remembered();

  @Override
  void close();
}
