package org.modyn.ml.loader;

import java.lang.foreign.ValueLayout;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.parser.SampleParser;
import org.modyn.ml.tensor.TensorBatch;

/** Samples from a {@link BatchLoader}. */
public final class Batch implements LoadedBatch {
  private final TensorBatch tensors;
  private final int worker;
  private final BatchExchange exchange;
  private Window window;
  private int from;
  private boolean open;

  Batch(TensorBatch tensors, int worker, BatchExchange exchange) {
    this.tensors = tensors;
    this.worker = worker;
    this.exchange = exchange;
  }

  /** The samples; they have weights if the key source uses weights. */
  @Override
  public TensorBatch tensors() {
    return tensors;
  }

  /** From 0. */
  public int epoch() {
    return window.epoch();
  }

  /** The key source's partition of the samples; of the last one when batches cross partitions. */
  public int partition() {
    return window.partition();
  }

  /** Reuses the batch for the keys of a window from {@code from} on. */
  void start(Window window, int from, int size) {
    this.window = window;
    this.from = from;
    tensors.setSize(size);
    tensors.setWeighted(window.isWeighted());
    window.copyKeys(from, tensors.keys(), size);
    open = true;
  }

  /** Fills a row with a sample of an answer. */
  void put(int row, SampleBatch answer, int index, SampleParser parser) {
    parser.parse(answer, index, window.epoch(), tensors, row);
    tensors.labels().setAtIndex(ValueLayout.JAVA_LONG, row, answer.label(index));
    if (tensors.isWeighted()) {
      tensors.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, window.weight(from + row));
    }
  }

  /** Removes the rows of samples that the window has skipped; the others keep their order. */
  void removeSkipped() {
    int size = tensors.size();
    int kept = 0;
    for (int row = 0; row < size; row++) {
      if (!window.skipped().get(from + row)) {
        if (kept < row) {
          tensors.copyRow(tensors, row, kept);
        }
        kept++;
      }
    }
    tensors.setSize(kept);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      exchange.release(worker, this);
    }
  }
}
