package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Random;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Asks for samples and looks whether each comes with its own key and label. */
final class Pairing {
  private final Channel channel;
  private final String dataset;
  private final NumberedFiles files;

  Pairing(Channel channel, String dataset, NumberedFiles files) {
    this.channel = channel;
    this.dataset = dataset;
    this.files = files;
  }

  /** The keys in another order, over and over, until there are {@code size}. */
  static long[] request(long[] keys, int size, long seed) {
    Random random = new Random(seed);
    long[] request = new long[size];
    for (int i = 0; i < size; i++) {
      request[i] = i < keys.length ? keys[i] : keys[random.nextInt(keys.length)];
    }
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      long swapped = request[i];
      request[i] = request[other];
      request[other] = swapped;
    }
    return request;
  }

  /** With the client of the data plane. */
  void check(long[] keys) {
    long[] received = new long[keys.length];
    int size = 0;
    try (SampleStream stream = new SampleClient(channel).get(dataset, keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          MemorySegment sample = batch.bytes().asSlice(batch.offset(i), batch.length(i));
          check(batch.key(i), batch.label(i), sample.toArray(ValueLayout.JAVA_BYTE));
          received[size++] = batch.key(i);
        }
        batch.close();
      }
    }
    checkKeys(keys, Arrays.copyOf(received, size));
  }

  /** With the generated client. */
  void checkGenerated(long[] keys) {
    Iterator<GetResponse> messages =
        StorageGrpc.newBlockingStub(channel)
            .get(
                GetRequest.newBuilder()
                    .setDatasetId(dataset)
                    .addAllKeys(Arrays.stream(keys).boxed().toList())
                    .build());
    long[] received = new long[keys.length];
    int size = 0;
    while (messages.hasNext()) {
      GetResponse message = messages.next();
      assertThat(message.getSerializedSize()).isLessThan(3 << 20);
      for (int i = 0; i < message.getSamplesCount(); i++) {
        check(message.getKeys(i), message.getLabels(i), message.getSamples(i).toByteArray());
        received[size++] = message.getKeys(i);
      }
    }
    checkKeys(keys, Arrays.copyOf(received, size));
  }

  private void check(long key, long label, byte[] sample) {
    long number = key - 1;
    if (label != files.label(number) || !Arrays.equals(sample, files.sample(number))) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "the key %d came with the label %d and the sample '%s'",
              key,
              label,
              new String(sample, java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  private static void checkKeys(long[] asked, long[] received) {
    long[] expected = asked.clone();
    Arrays.sort(expected);
    Arrays.sort(received);
    assertThat(received).isEqualTo(expected);
  }
}
