package org.modyn.benchmarks.selector;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.modyn.proto.selector.DataInformRequest;

/** Batches of samples to ingest, with consecutive keys and ten labels. */
final class SampleBatches {
  static final int BATCH = 500_000;
  private static final int LABELS = 10;

  private SampleBatches() {}

  /** Returns batches that are created in advance; takes 24 bytes of memory per sample. */
  static List<DataInformRequest> list(int pipelineId, long samples) {
    return IntStream.range(0, (int) Math.ceilDiv(samples, BATCH))
        .mapToObj(index -> batch(pipelineId, (long) index * BATCH, samples))
        .toList();
  }

  /** Returns batches that are created on demand, for more samples than fit in memory. */
  static Iterable<DataInformRequest> generate(int pipelineId, long from, long to) {
    return () ->
        new Iterator<>() {
          private long next = from;

          @Override
          public boolean hasNext() {
            return next < to;
          }

          @Override
          public DataInformRequest next() {
            DataInformRequest batch = batch(pipelineId, next, to);
            next += BATCH;
            return batch;
          }
        };
  }

  private static DataInformRequest batch(int pipelineId, long from, long end) {
    DataInformRequest.Builder request = DataInformRequest.newBuilder().setPipelineId(pipelineId);
    for (long key = from; key < Math.min(end, from + BATCH); key++) {
      request.addKeys(1_000_000 + key);
      request.addTimestamps(1_000_000_000 + key / 1000);
      request.addLabels(key % LABELS);
    }
    return request.build();
  }
}
