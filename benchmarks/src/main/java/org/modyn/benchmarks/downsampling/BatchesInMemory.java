package org.modyn.benchmarks.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loader.WorkerReport;
import org.modyn.ml.tensor.TensorBatch;

/** One epoch of batches that are in memory. */
final class BatchesInMemory implements BatchSource {
  private final List<TensorBatch> batches;
  private int next;
  private int epoch;

  BatchesInMemory(List<TensorBatch> batches) {
    this.batches = requireNonNull(batches, "batches is null");
  }

  private record InMemory(TensorBatch tensors) implements LoadedBatch {
    @Override
    public void close() {}
  }

  @Override
  public LoadedBatch next() {
    if (next == batches.size()) {
      epoch = 1;
      return null;
    }
    return new InMemory(batches.get(next++));
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public SourceState state() {
    return SourceState.start(1);
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.NONE;
  }

  @Override
  public List<Optional<WorkerReport>> reports() {
    return List.of();
  }

  @Override
  public void close() {}
}
