package org.modyn.ml.loader;

import java.util.List;

/** One partition with a given share for each worker. */
record ListKeySource(List<long[]> shares) implements KeySource {
  @Override
  public int numberOfPartitions() {
    return 1;
  }

  @Override
  public boolean usesWeights() {
    return false;
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    return KeyShare.unweighted(shares.get(worker).clone());
  }
}
