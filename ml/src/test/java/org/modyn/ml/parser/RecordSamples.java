package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleService;
import org.modyn.common.sample.SampleStream;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.proto.storage.StorageGrpc;

/** Samples as a storage server sends them; their keys count from 100, their labels from 0. */
public final class RecordSamples implements AutoCloseable {
  private final GrpcServer server;
  private final GrpcClient client;
  private final SampleStream stream;
  private final SampleBatch batch;

  public RecordSamples(byte[]... records) {
    server =
        GrpcServer.start(
            "storage",
            new ServiceAddress("127.0.0.1", 0),
            List.of(
                SampleService.withGet(
                    new StorageGrpc.StorageImplBase() {}.bindService(),
                    request ->
                        message -> {
                          for (int index = 0; index < records.length; index++) {
                            MemorySegment bytes = MemorySegment.ofArray(records[index]);
                            message.add(bytes, 0, records[index].length, 100 + index, index);
                          }
                          return false;
                        },
                    records.length)));
    client = GrpcClient.connect("storage", server.address());
    client.awaitReady(Duration.ofSeconds(10));
    stream = new SampleClient(client.channel()).get("records", new long[] {100});
    batch = stream.next();
  }

  public SampleBatch batch() {
    return batch;
  }

  /** Parses the samples {@code from} (inclusive) to {@code to} (exclusive), in epoch 0, seed 0. */
  public void parse(BytesParser parser, int from, int to, TensorBatch target, int row) {
    SampleParser opened = parser.open(0);
    for (int index = from; index < to; index++) {
      opened.parse(batch, index, 0, target, row + index - from);
    }
  }

  @Override
  public void close() {
    batch.close();
    stream.close();
    client.close();
    server.close();
  }
}
