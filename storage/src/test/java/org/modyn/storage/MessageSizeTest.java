package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/** How answers are cut into messages: gRPC clients accept 4 MiB by default. */
final class MessageSizeTest {
  private static final int LIMIT = 3 << 20;
  private static final String DATASET = "numbers";

  @TempDir private Path folder;
  private StorageFixture storage;

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void messagesStaySmallWhateverIsConfigured() {
    int samples = 700_000;
    start(2_000_000_000, samples);
    StorageBlockingStub stub = storage.stub();
    assertComplete(
        stub.getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(DATASET).build()),
        GetNewDataSinceResponse::getKeysCount,
        samples);
    assertComplete(
        stub.getDataInInterval(
            GetDataInIntervalRequest.newBuilder()
                .setDatasetId(DATASET)
                .setEndTimestamp(4_102_444_800L)
                .build()),
        GetDataInIntervalResponse::getKeysCount,
        samples);
    assertComplete(share(0, 1), GetDataPerWorkerResponse::getKeysCount, samples);
    assertComplete(
        stub.get(
            GetRequest.newBuilder()
                .setDatasetId(DATASET)
                .addAllKeys(LongStream.rangeClosed(1, samples).boxed().toList())
                .build()),
        GetResponse::getSamplesCount,
        samples);
  }

  @Test
  void aShareThatFitsIsOneMessage() {
    start(7, 30_000);
    for (int worker = 0; worker < 7; worker++) {
      Iterator<GetDataPerWorkerResponse> messages = share(worker, 7);
      assertThat(messages.next().getKeysCount()).isEqualTo(worker < 5 ? 4286 : 4285);
      assertThat(messages.hasNext()).isFalse();
    }
  }

  private void start(int sampleBatchSize, int samples) {
    storage = StorageFixture.start(", sample_batch_size: " + sampleBatchSize);
    StorageFixture.write(folder.resolve("a.bin"), 1_700_000_000, 0, samples);
    storage.register(DATASET, folder);
    storage.awaitSamples(DATASET, samples);
  }

  private Iterator<GetDataPerWorkerResponse> share(int worker, int workers) {
    return storage
        .stub()
        .getDataPerWorker(
            GetDataPerWorkerRequest.newBuilder()
                .setDatasetId(DATASET)
                .setWorkerId(worker)
                .setTotalWorkers(workers)
                .build());
  }

  private static <T extends MessageLite> void assertComplete(
      Iterator<T> messages, ToIntFunction<T> size, int samples) {
    int received = 0;
    while (messages.hasNext()) {
      T message = messages.next();
      assertThat(message.getSerializedSize()).isLessThan(LIMIT);
      received += size.applyAsInt(message);
    }
    assertThat(received).isEqualTo(samples);
  }
}
