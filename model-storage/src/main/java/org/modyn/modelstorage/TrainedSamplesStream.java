package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.modyn.common.error.ModynException;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.modelstorage.store.OutgoingSamples;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;

/** Streams trained samples, a message for each block of their file. Holds one block at a time. */
final class TrainedSamplesStream implements Iterator<TrainedSamplesColumns>, AutoCloseable {
  private final OutgoingSamples samples;
  private final TrainedSamples block = new TrainedSamples();
  private long remaining;

  /**
   * @param limit the maximum number of samples
   */
  TrainedSamplesStream(OutgoingSamples samples, long limit) {
    this.samples = requireNonNull(samples, "samples is null");
    this.remaining = Math.min(limit, samples.size());
  }

  @Override
  public boolean hasNext() {
    return remaining > 0;
  }

  /**
   * @throws ModynException DATA_LOSS, naming the file, when it is damaged
   */
  @Override
  public TrainedSamplesColumns next() {
    if (remaining <= 0) {
      throw new NoSuchElementException();
    }
    samples.read(block);
    int size = (int) Math.min(remaining, block.size());
    remaining -= size;
    TrainedSamplesColumns.Builder columns =
        TrainedSamplesColumns.newBuilder().setEpoch(block.epoch());
    for (int index = 0; index < size; index++) {
      columns.addKeys(block.keys()[index]);
      columns.addWeights(block.weights()[index]);
      columns.addLosses(block.losses()[index]);
      columns.addGradientNorms(block.gradientNorms()[index]);
    }
    return columns.build();
  }

  @Override
  public void close() {
    samples.close();
  }
}
