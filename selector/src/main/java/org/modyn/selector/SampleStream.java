package org.modyn.selector;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.selector.trainingset.TrainingSetReader;

/**
 * A worker's share as messages of at most a number of keys; one empty message when the share is
 * empty. Holds one message at a time.
 */
final class SampleStream implements Iterator<SamplesResponse>, AutoCloseable {
  /** A key takes at most 10 bytes and a weight 4, so that a message stays under 3 MiB. */
  static final int LARGEST_BATCH = (3 << 20) / 14 - 10;

  private final TrainingSetReader share;
  private final int batchSize;
  private boolean started;

  SampleStream(TrainingSetReader share, int batchSize) {
    this.share = requireNonNull(share, "share is null");
    this.batchSize = Math.min(batchSize, LARGEST_BATCH);
  }

  @Override
  public boolean hasNext() {
    return !started || share.remaining() > 0;
  }

  @Override
  public SamplesResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    started = true;
    SamplesResponse.Builder response = SamplesResponse.newBuilder();
    share.read(
        Math.min(batchSize, share.remaining()),
        (key, weight) -> response.addTrainingSamplesSubset(key).addTrainingSamplesWeights(weight));
    return response.build();
  }

  @Override
  public void close() {
    share.close();
  }
}
